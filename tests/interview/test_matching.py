"""Which key points are in a typed answer: by tables, and measured on answers as candidates type them."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.bank.card import RecallCard
from dlprep.bank.load import load_file
from dlprep.bank.parts import Point, SpokenWords
from dlprep.interview.matching import LONGEST, LOOKED_AT, points_said

HERE = Path(__file__).parent
BANK = HERE.parents[1] / "quizbank"


def point(*entries: str) -> Point:
    return Point(zh="点", en="point", words=SpokenWords(zh=entries, en=("no such words",)))


def says(answer: str, *entries: str) -> bool:
    return points_said(answer, [point(*entries)]) == {0}


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        pytest.param("Gradients VANISH.", "vanish gradient", id="case-order-plural"),
        pytest.param("the gradient is vanishing", "vanish gradient", id="inflection"),
        pytest.param("ｇｒａｄｉｅｎｔｓ ｖａｎｉｓｈ", "vanish gradient", id="full-width"),
        pytest.param("it slowly applies to it", "slow apply", id="adverb"),
        pytest.param("the rate was chosen, the state kept", "choose keep", id="irregular-verbs"),
        pytest.param("regularization and centred data", "regularisation centered", id="spelling"),
        pytest.param("long-term memory", "long term", id="hyphen-in-the-answer"),
        pytest.param("long term memory", "long-term", id="hyphen-in-the-words"),
        pytest.param("a nonlinear map", "non-linear", id="joined-in-the-answer"),
        pytest.param("a non linear map", "nonlinear", id="apart-in-the-answer"),
        pytest.param("RNNs forget", "rnn", id="plural-of-an-acronym"),
        pytest.param("every neuron dies", "unit die", id="synonym"),
        pytest.param("at most 1/4, at zero", "most 1/4 0", id="fraction-and-number-word"),
        pytest.param(r"at most $\frac{1}{4}$.", "most 1/4", id="latex"),
        pytest.param("σ'(x) = σ(x) (1 − σ(x))", "σ(1-σ)", id="argument-left-out"),
        pytest.param("sigmoid(x) * (1 - sigmoid(x))", "σ(1-σ)", id="sigma-by-name"),
        pytest.param("it is p_i - y_i", "p-y", id="subscripts"),
        pytest.param("softmax(Q K^T / sqrt(d_k)) V", "sqrt(d)", id="root"),
        pytest.param("costs O(n²)", "n^2", id="superscript"),
        pytest.param("multiply by exp(-m)", "e^-m", id="exponential"),
        pytest.param("eta * g / (1 - beta)", "ηg/(1-β)".replace("ηg", "g"), id="greek-by-name"),
        pytest.param("β=0.9 时是 10x", "β 10", id="times"),
        pytest.param("梯度就会消失", "梯度消失", id="chinese-particles"),
        pytest.param("最大的值是四分之一", "最大值", id="chinese-de"),
        pytest.param("输出接近 one-hot", "独热", id="chinese-and-english-name"),
        pytest.param("用暂退法", "dropout", id="english-and-chinese-name"),
        pytest.param("分母ａ不为零", "分母 a", id="chinese-full-width-letter"),
        pytest.param("It is 0.5. Not more.", "0.5", id="decimal-point-ends-no-sentence"),
        pytest.param("the derivative w.r.t. the logits vanishes", "derivative vanish", id="abbreviation"),
    ],
)
def test_said(answer: str, entry: str) -> None:
    assert says(answer, entry)


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        pytest.param("Gradients grow. Weights vanish.", "gradient vanish", id="two-sentences"),
        pytest.param("梯度变大。权重消失", "梯度 消失", id="two-chinese-sentences"),
        pytest.param("it is 0.255", "0.25", id="longer-number"),
        pytest.param("it is 11/4", "1/4", id="part-of-a-fraction"),
        pytest.param("it is 1.25", "25", id="digits-after-the-point"),
        pytest.param("a non-linear map", "linear", id="non"),
        pytest.param("协变量偏移时分布相同", "协变量 变", id="part-of-another-word"),
        pytest.param("", "gradient", id="nothing"),
        pytest.param("...!?。。", "gradient", id="punctuation"),
    ],
)
def test_not_said(answer: str, entry: str) -> None:
    assert not says(answer, entry)


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        pytest.param("no, the gradient does not vanish", "gradient vanish", id="does-not"),
        pytest.param("the gradient doesn’t vanish", "gradient vanish", id="typographic-apostrophe"),
        pytest.param("the gradient never vanishes", "gradient vanish", id="never"),
        pytest.param("it trains without bias correction", "bias correction", id="without"),
        pytest.param("it has no momentum", "momentum", id="no"),
        pytest.param("a proposal stage is not needed", "proposal", id="is-not-needed"),
        pytest.param("it isn't true that gradients vanish", "gradient vanish", id="is-not-true-that"),
        pytest.param("梯度不会消失", "梯度 消失", id="bu-hui"),
        pytest.param("梯度并没有消失", "梯度 消失", id="mei-you"),
        pytest.param("并非连乘造成的", "连乘", id="bing-fei"),
        pytest.param("无法打破对称", "打破 对称", id="wu-fa"),
        pytest.param("梯度消失不了", "梯度 消失", id="after-the-verb"),
        pytest.param("斜率不超过 1", "超过 1", id="word-with-bu"),
        pytest.param("分布不变", "分布 变", id="bu-bian"),
        pytest.param("最大是 1，不是 1/4", "最大 1/4", id="one-clause-denies"),
        pytest.param("it has no momentum and no bias correction", "momentum bias", id="two-denials"),
        pytest.param("neither momentum nor bias correction", "momentum bias", id="neither-nor"),
        pytest.param("没有动量也没有偏差校正", "偏差校正", id="two-chinese-denials"),
    ],
)
def test_denied(answer: str, entry: str) -> None:
    assert not says(answer, entry)


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        pytest.param("it cannot recover, so the gradient vanishes", "gradient vanish", id="other-clause"),
        pytest.param("it does not explode but vanishes", "vanish", id="but"),
        pytest.param("not only weights but gradients vanish", "weight vanish", id="not-only"),
        pytest.param("without it the state grows", "state grow", id="without-it"),
        pytest.param("the slope does not exceed 1/4", "slope 1/4", id="at-most"),
        pytest.param("hardly any gradient is left", "gradient left", id="hardly"),
        pytest.param("it is not true that gradients do not vanish", "gradient vanish", id="double-denial"),
        pytest.param("期望不变，方差变大", "方差 变大", id="bu-bian-denies-itself-only"),
        pytest.param("保持期望不变的同时缩放激活", "缩放 激活", id="bu-bian-within-a-clause"),
        pytest.param("0 处不可导，可用次梯度", "次梯度", id="bu-ke-dao"),
        pytest.param("不仅梯度消失", "梯度 消失", id="bu-jin"),
        pytest.param("不得不做裁剪", "裁剪", id="bu-de-bu"),
        pytest.param("不能不做裁剪", "裁剪", id="chinese-double-denial"),
        pytest.param("没有它就会梯度爆炸", "梯度 爆炸", id="without-it-chinese"),
        pytest.param("不是变大而是梯度消失", "梯度 消失", id="bu-shi-er-shi"),
        pytest.param("斜率不超过 1/4", "斜率 1/4", id="bu-chao-guo"),
    ],
)
def test_a_denial_of_something_else(answer: str, entry: str) -> None:
    assert says(answer, entry)


@pytest.mark.parametrize(
    ("answer", "entry", "said"),
    [
        pytest.param("it is not zero-centred", "not zero-centred", True, id="not"),
        pytest.param("the outputs aren't zero centered", "not zero-centred", True, id="contracted"),
        pytest.param("the outputs are zero-centred", "not zero-centred", False, id="affirmed"),
        pytest.param("there is no gradient", "no gradient", True, id="no"),
        pytest.param("it gets hardly any gradient", "no gradient", True, id="hardly"),
        pytest.param("units don't get the same gradient", "no gradient", False, id="not-of-this"),
        pytest.param("不以 0 为中心", "不 0 中心", True, id="chinese"),
        pytest.param("以 0 为中心", "不 0 中心", False, id="chinese-affirmed"),
        pytest.param("没梯度", "没有梯度", True, id="another-word-for-it"),
        pytest.param("几乎没有任何梯度", "没有梯度", True, id="nearly-none"),
        pytest.param("方向不变", "方向 不变", True, id="bu-bian"),
        pytest.param("方向变了", "方向 不变", False, id="it-changes"),
    ],
)
def test_words_with_a_denial_want_one(answer: str, entry: str, said: bool) -> None:
    assert says(answer, entry) is said


def test_a_point_without_words_is_never_found() -> None:
    assert points_said("point", [Point(zh="点", en="point")]) == set()


@given(st.text(max_size=200))
def test_any_text_is_read(answer: str) -> None:
    assert points_said(answer, [point("梯度 消失", "no gradient", "s(1-s)", "不变")]) <= {0}


@given(st.sampled_from(["梯度消失", "gradients vanish", "s(1-s)"]), st.text("xyz 的,。\n", max_size=20))
def test_sentences_around_it_change_nothing(core: str, other: str) -> None:
    assert says(f"{other}\n{core}\n{other}", "梯度 消失", "gradient vanish", "s(1-s)")


@cache
def cards() -> dict[str, RecallCard]:
    wanted = {answer["card"] for answer in answers("answers.yaml") + answers("answers_other_cards.yaml")}
    found: dict[str, RecallCard] = {}
    for path in sorted(BANK.glob("*/*.yaml")):
        if any(f"- id: {name}\n" in path.read_text(encoding="utf-8") for name in wanted):
            found |= {each.card.id: each.card for each in load_file(path).cards if isinstance(each.card, RecallCard)}
    return found


def answers(name: str) -> list[dict[str, Any]]:
    import yaml

    found: list[dict[str, Any]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return found


def measured(name: str) -> dict[str, tuple[float, float]]:
    """Return precision and recall on points: of all, and by language."""
    counts: dict[str, Counter[str]] = {}
    for answer in answers(name):
        found, true = points_said(answer["text"], cards()[answer["card"]].points), set(answer["points"])
        for key in ("all", answer["lang"]):
            counts.setdefault(key, Counter()).update(
                hits=len(found & true), extra=len(found - true), missed=len(true - found)
            )
    return {
        key: (count["hits"] / (count["hits"] + count["extra"]), count["hits"] / (count["hits"] + count["missed"]))
        for key, count in counts.items()
    }


def test_the_written_set_is_what_it_should_be() -> None:
    written = answers("answers.yaml")
    assert Counter(answer["lang"] for answer in written) == {"zh": 60, "en": 60}
    kinds = Counter(answer["kind"] for answer in written)
    assert set(kinds) == {"full", "partial", "wrong", "negated"}
    assert min(kinds.values()) >= 10
    assert len({answer["card"] for answer in written}) >= 30
    for answer in written + answers("answers_other_cards.yaml"):
        assert set(answer["points"]) <= set(range(len(cards()[answer["card"]].points))), answer
        assert bool(answer["points"]) == (answer["kind"] in ("full", "partial")), answer


def test_precision_and_recall_on_the_written_set(record_property: Any) -> None:
    found = measured("answers.yaml")
    record_property("precision and recall", found)
    print(found)
    for precision, recall in found.values():
        assert precision >= 0.9
        assert recall >= 0.9


def test_precision_and_recall_on_other_cards(record_property: Any) -> None:
    found = measured("answers_other_cards.yaml")
    record_property("precision and recall", found)
    print(found)
    assert found["all"] >= (0.9, 0.85)
    assert found["all"][1] >= 0.85


@pytest.mark.parametrize(
    ("before", "found"),
    [
        pytest.param(LOOKED_AT - len(" gradients vanish"), True, id="within"),
        pytest.param(LOOKED_AT, False, id="after"),
    ],
)
def test_a_very_long_answer_is_looked_at_as_far_as_the_limit(before: int, found: bool) -> None:
    answer = ("so. " * before)[: before - 2] + "; gradients vanish" + " and so on" * 10_000
    assert says(answer, "gradient vanish") == found


@pytest.mark.parametrize(("between", "found"), [(1, True), (LONGEST, False)], ids=["near", "far"])
def test_a_sentence_ends_after_the_longest(between: int, found: bool) -> None:
    assert says(f"gradients {'a ' * between}vanish", "gradient vanish") == found
