"""Early stopping: the epoch, counted from 1, after which training stops, and the epoch whose weights are kept.

An epoch improves if its validation loss is strictly below the best so far; the first always does. Training stops after
`patience` epochs in a row without improvement, or after the last epoch. The weights of the best epoch are kept.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.8, algorithm 7.1.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Annotated

from pydantic import Field

from dlprep.compute.batch import BatchedProblem, Stacked
from dlprep.compute.levels import Level
from dlprep.compute.numbers import Real, exact, row
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Slip, parameter
from dlprep.grading.answer import AnswerType, AnswerValue, Count, Part, Parts
from dlprep.text import Text

_Losses = Annotated[tuple[Annotated[Real, Field(ge=0, le=1e4)], ...], Field(min_length=2, max_length=16)]


class StoppingParams(Params):
    """The validation losses there would be without stopping, and the patience."""

    losses: _Losses = parameter(
        zh="各轮的验证损失，2 到 16 个，不小于 0", en="validation losses, epoch by epoch, 2 to 16, none negative"
    )
    patience: Annotated[int, Field(strict=True, ge=1, le=10)] = parameter(
        zh="耐心值：容许连续多少轮没有改善", en="patience: how many epochs in a row may pass without improvement"
    )


class EarlyStoppingEpoch(BatchedProblem[StoppingParams]):
    """Compare with the best loss so far, not with the last one."""

    title = Text(zh="早停在哪一轮", en="Where early stopping stops")
    covers = ("early_stopping_epoch",)
    params = StoppingParams
    example = {"losses": [0.9, 0.7, 0.6, 0.65, 0.62, 0.64, 0.5], "patience": 3}

    def generate(self, rng: Random, level: Level) -> StoppingParams:
        """An early stop with a better epoch after it. Advanced: now and then no early stop."""
        n, patience = {"basic": (8, 2), "intermediate": (10, 3), "advanced": (13, rng.choice((3, 4)))}[level]
        losses, lowest = [], 1.5
        for improves in _draw_improving(rng, n, patience, early=level != "advanced" or rng.random() < 0.8):
            if improves:
                lowest = round(lowest - rng.randint(1, 9) / 100, 2)
            losses.append(lowest if improves else round(lowest + rng.randint(1, 15) / 100, 2))
        return StoppingParams(losses=tuple(losses), patience=patience)

    def prompt(self, p: StoppingParams) -> Text:
        """Print the rule: strictly below the best, counted from 1."""
        losses, n = f"$[{row(p.losses)}]$", len(p.losses)
        return Text(
            zh=f"最多训练 {n} 轮，从第 1 轮起每轮结束时的验证损失依次是 {losses}（早停之后的各轮不会发生）。"
            f"验证损失严格低于此前最低值才算改善；连续 {p.patience} 轮没有改善就停止（patience = {p.patience}）。"
            "训练在第几轮结束后停止？保留的是训练过的各轮中验证损失最低的一轮的权重，是哪一轮？",
            en=f"Training takes at most {n} epochs, and from epoch 1 on the validation loss after each would be "
            f"{losses}, where epochs after an early stop never happen. An epoch improves if its loss is strictly below "
            f"the lowest so far; after {p.patience} epochs in a row without improvement training stops (patience "
            f"{p.patience}). After which epoch does it stop? The weights kept are those of the best epoch that was "
            "trained: which one is it?",
        )

    def answer_type(self, p: StoppingParams) -> AnswerType:
        """Two epochs, from 1."""
        return Parts(
            (
                Part("stop", Text("停止时的轮次", "the epoch after which training stops"), Count()),
                Part("best", Text("保留权重的轮次", "the epoch whose weights are kept"), Count()),
            )
        )

    def reference(self, p: StoppingParams) -> AnswerValue:
        """Walk through the epochs, counting those without improvement."""
        return _answer(*_stop(p.losses, p.patience))

    def torch_stacked(self, ps: Sequence[StoppingParams], place: Place) -> Stacked:
        """Find the improving epochs with torch.cummin, and how long ago the last one was at each epoch."""
        import torch

        losses = place.tensor([p.losses for p in ps])
        epochs = torch.arange(1, losses.shape[1] + 1, device=place.device)
        least = torch.cummin(losses, dim=1).values
        before = torch.nn.functional.pad(least[:, :-1], (1, 0), value=torch.inf)
        last_better = torch.cummax(torch.where(losses < before, epochs, 0), dim=1).values
        patient = (epochs - last_better < ps[0].patience).long().cumprod(dim=1)
        stop = (patient.sum(dim=1) + 1).clamp(max=losses.shape[1])
        return {"stop": stop, "best": last_better.gather(1, stop[:, None] - 1)[:, 0]}

    def steps(self, p: StoppingParams) -> list[Text]:
        """The rule, the improving epochs, the count, the answer."""
        stop, best = _stop(p.losses, p.patience)
        improving = [i for i in range(1, stop + 1) if all(p.losses[i - 1] < earlier for earlier in p.losses[: i - 1])]
        found = ", ".join(f"L_{{{i}}} = {exact(p.losses[i - 1])}" for i in improving)
        waited, low = stop - best, exact(p.losses[best - 1])
        steps = [
            Text(
                zh=r"$L_t < \min_{s<t} L_s$ 时第 $t$ 轮有改善，计数器归零；否则计数器加 1，达到 patience 就停止，"
                "并退回最好的一轮。",
                en=r"Epoch $t$ improves if $L_t < \min_{s<t} L_s$, and resets the counter; any other adds 1 to it, and "
                "when it reaches the patience, training stops and goes back to the best epoch.",
            ),
            Text(zh=f"有改善的各轮：${found}$。", en=f"The epochs that improve: ${found}$."),
        ]
        if waited >= p.patience:
            since = row(p.losses[best:stop])
            steps.append(
                Text(
                    zh=f"第 {best} 轮之后的 ${since}$ 都不低于 ${low}$，计数器达到 {p.patience}，在第 {stop} 轮停止。",
                    en=f"After epoch {best}, ${since}$ are not below ${low}$; the counter reaches {p.patience}, and "
                    f"training stops after epoch {stop}.",
                )
            )
        else:
            steps.append(
                Text(
                    zh=f"到最后一轮计数器只有 {waited}，没有提前停止，共训练 {stop} 轮。",
                    en=f"The counter is only {waited} at the last epoch: training is not cut short and takes all "
                    f"{stop}.",
                )
            )
        return [
            *steps,
            Text(
                zh=f"保留第 {best} 轮的权重，验证损失 ${low}$。",
                en=f"The weights of epoch {best} are kept, whose loss is ${low}$.",
            ),
        ]

    def slips(self, p: StoppingParams) -> Iterator[Slip]:
        """Another thing counted, counted one off, or the best looked for elsewhere."""
        stop, best = _stop(p.losses, p.patience)
        n, lowest = len(p.losses), p.losses.index(min(p.losses)) + 1
        yield Slip(
            "counted_from_zero",
            _answer(stop - 1, best - 1),
            Text(zh="轮次从 1 数起。", en="Epochs are counted from 1."),
        )
        if stop != best:
            yield Slip(
                "last_weights_kept",
                _answer(stop, stop),
                Text(
                    zh="要退回验证损失最低的一轮，不保留停止时的权重。",
                    en="Go back to the epoch with the lowest validation loss; the weights at the stop are not kept.",
                ),
            )
        later = _stop(p.losses, p.patience + 1)
        if later != (stop, best):
            yield Slip(
                "one_epoch_late",
                _answer(*later),
                Text(
                    zh="连续没有改善的轮数达到 patience 就停，不再多等一轮。",
                    en="Training stops when the epochs without improvement reach the patience, not one epoch later.",
                ),
            )
        if lowest > stop:
            yield Slip(
                "best_of_all",
                _answer(n, lowest),
                Text(
                    zh="这是整条曲线的最低点，训练在那之前已经停了：改善是与此前的最低值比，不是与上一轮比。",
                    en="That is the lowest point of the whole curve, and training stops before it: an epoch has to "
                    "beat the best so far, not just the last one.",
                ),
            )


def _draw_improving(rng: Random, n: int, patience: int, early: bool) -> list[bool]:
    """Draw which epochs improve: some do after an early stop, but not the next; without one, the last does not."""
    while True:
        improving = [True, *(rng.random() < 0.55 for _ in range(n - 1))]
        drawn = "".join("-+"[better] for better in improving)
        before, _, after = drawn.partition("-" * patience)
        stops = len(before) > 1 and after[:1] == "-" and "+" in after
        if stops if early else before == drawn and not improving[-1]:
            return improving


def _stop(losses: tuple[float, ...], patience: int) -> tuple[int, int]:
    """Return the epochs of the stop and of the best loss."""
    best = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best - 1]:
            best = epoch
        if epoch - best == patience:
            return epoch, best
    return len(losses), best


def _answer(stop: int, best: int) -> AnswerValue:
    return {"stop": stop, "best": best}


problem = EarlyStoppingEpoch()
