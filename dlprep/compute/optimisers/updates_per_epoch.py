"""Updates of the parameters in a number of epochs: a whole number.

One update a batch. The last batch of an epoch may be smaller; it is used, or dropped if `drop_last` is set. A batch of
all samples is batch gradient descent with 1 update an epoch, a batch of 1 the stochastic one with as many as samples.
Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.1.3; torch.utils.data.DataLoader.
"""

from collections.abc import Iterator
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.compute.problem import Params, Problem, Slip, parameter
from dlprep.grading.answer import AnswerType, Count
from dlprep.rules import RuleError
from dlprep.text import Text


class EpochParams(Params):
    """A data set and how it is cut into batches."""

    samples: Annotated[int, Field(strict=True, ge=1, le=10_000_000)] = parameter(
        zh="训练样本数", en="number of training samples"
    )
    batch_size: Annotated[int, Field(strict=True, ge=1, le=10_000_000)] = parameter(
        zh="批大小，不超过样本数", en="samples in a batch, at most all"
    )
    epochs: Annotated[int, Field(strict=True, ge=1, le=1000)] = parameter(1, zh="轮数", en="number of epochs")
    drop_last: bool = parameter(
        False, zh="每轮最后不满的一批是否丢弃", en="whether an epoch's last batch is dropped if it is smaller"
    )

    @model_validator(mode="after")
    def _batch_fits(self) -> "EpochParams":
        if self.batch_size > self.samples:
            raise RuleError(
                zh=f"batch_size：不能超过样本数 {self.samples}",
                en=f"batch_size: at most the number of samples, {self.samples}",
            )
        return self


class UpdatesPerEpoch(Problem[EpochParams]):
    """Count the batches of an epoch."""

    title = Text(zh="一轮训练的更新次数", en="Updates of the parameters in an epoch")
    covers = ("updates_per_epoch",)
    params = EpochParams
    example = {"samples": 1000, "batch_size": 32}

    def generate(self, rng: Random, level: Level) -> EpochParams:
        """Basic: one epoch. Intermediate: several. Advanced: the last batch may be dropped."""
        samples = rng.choice((1000, 5000, 10_000, 50_000, 60_000)) if level == "basic" else rng.randint(500, 60_000)
        batch_size = rng.choice((16, 32, 64, 128, 256))
        if level == "advanced" and rng.random() < 0.3:
            batch_size = rng.choice((1, samples))
        return EpochParams(
            samples=samples,
            batch_size=batch_size,
            epochs=1 if level == "basic" else rng.randint(2, 20),
            drop_last=level == "advanced" and 1 < batch_size < samples and rng.random() < 0.6,
        )

    def prompt(self, p: EpochParams) -> Text:
        """What becomes of the last batch."""
        batch = (
            Text(zh="每次更新用全部样本（批量梯度下降）", en="each update uses all samples (batch gradient descent)")
            if p.batch_size == p.samples
            else Text(zh="每次更新只用一个样本（随机梯度下降）", en="each update uses one sample (stochastic descent)")
            if p.batch_size == 1
            else Text(
                zh=f"批大小为 ${p.batch_size}$，每轮最后一批若不满，则{'丢弃' if p.drop_last else '照样使用'}",
                en=f"a batch has ${p.batch_size}$, and an epoch's last batch, if smaller, is "
                f"{'dropped' if p.drop_last else 'used like the others'}",
            )
        )
        return Text(
            zh=f"训练集有 ${p.samples}$ 个样本，{batch.zh}，每批更新一次参数。"
            f"训练 ${p.epochs}$ 轮（epoch）一共更新多少次？",
            en=f"There are ${p.samples}$ training samples; {batch.en}. Each batch updates the parameters once. How "
            f"many updates are there in ${p.epochs}$ epoch{'s' if p.epochs > 1 else ''}?",
        )

    def answer_type(self, p: EpochParams) -> AnswerType:
        """A whole number."""
        return Count()

    def reference(self, p: EpochParams) -> int:
        """Count the first samples of the batches."""
        last_start = p.samples - p.batch_size + 1 if p.drop_last else p.samples
        return p.epochs * len(range(0, last_start, p.batch_size))

    def torch_reference(self, p: EpochParams, place: Place) -> int:
        """Ask a torch DataLoader for its length, once an epoch."""
        from torch.utils.data import DataLoader

        loader = DataLoader(range(p.samples), batch_size=p.batch_size, drop_last=p.drop_last)
        return sum(len(loader) for _ in range(p.epochs))

    def steps(self, p: EpochParams) -> list[Text]:
        """The formula, the batches of an epoch, and all epochs."""
        ratio, whole = rf"\frac{{{p.samples}}}{{{p.batch_size}}}", p.samples // p.batch_size
        each = self.reference(p) // p.epochs
        sides = (r"\lfloor", r"\rfloor") if p.drop_last else (r"\lceil", r"\rceil")
        rest = p.samples - whole * p.batch_size
        left = f"{p.samples} = {whole} \\cdot {p.batch_size} + {rest}"
        formula = rf"$E {sides[0]} \frac{{N}}{{B}} {sides[1]}$"
        return [
            Text(
                zh=f"$N$ 个样本、批大小 $B$、$E$ 轮：{formula} 次，不满的一批{'不算' if p.drop_last else '也算'}。",
                en=f"For $N$ samples, batches of $B$ and $E$ epochs: {formula}; a batch that is not full "
                f"{'does not count' if p.drop_last else 'counts too'}.",
            ),
            Text(
                zh=f"每轮：${left}$，即 ${sides[0]} {ratio} {sides[1]} = {each}$ 批。",
                en=f"In an epoch: ${left}$, so ${sides[0]} {ratio} {sides[1]} = {each}$ batches.",
            ),
            Text(
                zh=rf"一共：${p.epochs} \cdot {each} = {p.epochs * each}$ 次。",
                en=rf"In all: ${p.epochs} \cdot {each} = {p.epochs * each}$ updates.",
            ),
        ]

    def slips(self, p: EpochParams) -> Iterator[Slip]:
        """The other rounding, samples for batches, one epoch, or epochs alone."""
        right, whole = self.reference(p), p.samples // p.batch_size
        if p.samples % p.batch_size:
            yield Slip(
                "rounded_up" if p.drop_last else "rounded_down",
                p.epochs * (whole + (1 if p.drop_last else 0)),
                Text(zh="不满的一批丢弃了，要向下取整。", en="The batch that is not full is dropped: round down.")
                if p.drop_last
                else Text(
                    zh="不满的一批也更新一次，要向上取整。",
                    en="The batch that is not full makes an update too: round up.",
                ),
            )
            if not p.drop_last and p.epochs > 1:
                yield Slip(
                    "epochs_joined",
                    -(-p.epochs * p.samples // p.batch_size),
                    Text(
                        zh="各轮分别分批：每轮末尾的一批不与下一轮的样本合并。",
                        en="Each epoch is cut into batches by itself; its last batch is not filled from the next one.",
                    ),
                )
        if p.batch_size > 1:
            yield Slip(
                "samples_counted",
                p.epochs * p.samples,
                Text(zh="这是样本数；一批样本只更新一次。", en="That counts samples; a whole batch makes one update."),
            )
        if p.epochs > 1:
            yield Slip(
                "one_epoch_only",
                right // p.epochs,
                Text(zh="这是一轮的次数，还要乘轮数。", en="That is one epoch; multiply by their number."),
            )
        if p.batch_size < p.samples:
            yield Slip(
                "one_update_an_epoch",
                p.epochs,
                Text(
                    zh="每轮只更新一次的是用全部样本的批量梯度下降。",
                    en="One update an epoch is batch gradient descent, where a batch is all samples.",
                ),
            )


problem = UpdatesPerEpoch()
