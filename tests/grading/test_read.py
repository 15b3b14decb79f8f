import math
import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.grading.answer import (
    AnswerType,
    AnswerValue,
    Choice,
    Count,
    Label,
    Matrix,
    Number,
    Part,
    Parts,
    Shape,
    Vector,
)
from dlprep.grading.read import read
from dlprep.grading.unreadable import Unreadable
from dlprep.text import Text

SPECIAL = Number(special=True)
LABEL = Label(
    (
        Choice("overflow", Text("溢出", "it overflows"), ("无穷",)),
        Choice("leaky_relu", Text("带泄漏的 ReLU", "Leaky ReLU"), ("lrelu",)),
    )
)
MOMENTS = Parts((Part("m", Text("一阶矩", "first moment"), Number()), Part("v", Text("二阶矩", "second"), Number())))
LAYER = Parts((Part("w", Text("权重", "weights"), Vector()), Part("b", Text("偏置", "bias"), Number())))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("112", 112),
        ("112.0", 112),
        ("1e3", 1000),
        ("112.5", 112.5),
        ("-3", -3),
        ("１１２", 112),
        ("= 5", 5),
        ("n = 5", 5),
        ("5 px", 5),
        ("5个参数", 5),
        ("1,000", 1000),
        ("1，000，000", 1_000_000),
        ("3*224*224", 150_528),
        ("3×224×224", 150_528),
        ("3x224x224", 150_528),
        ("2^10", 1024),
        ("2²⁰", 2**20),
        ("0.7*10", 7),
        ("0.1*3*10", 3),
        ("1/3", 1 / 3),
        ("1.2e18", 12 * 10**17),
        ("123456789012345678901", 123456789012345678901),
    ],
)
def test_count(text: str, value: AnswerValue) -> None:
    found = read(text, Count())
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.125", 0.125),
        ("12.5%", 0.125),
        ("12.5 ％", 0.125),
        ("50%*3", 1.5),
        ("7 % 3", 1.0),
        ("3/4", 0.75),
        ("3÷4", 0.75),
        ("½", 0.5),
        ("1e-3", 0.001),
        ("1e−3", 0.001),
        ("–0.5", -0.5),
        ("— 0.5", -0.5),
        ("2*π", 2 * math.pi),
        ("√2", math.sqrt(2)),
        ("−√2/2", -math.sqrt(2) / 2),
        ("√(2／3)", math.sqrt(2 / 3)),
        ("e^-2", math.exp(-2)),
        ("e⁻²", math.exp(-2)),
        ("3×10⁻³", 0.003),
        ("2·3", 6.0),
        ("（1＋2）∕3", 1.0),
        ("log₂(8)", 3.0),
        ("Sigmoid(0)", 0.5),
        ("0。5", 0.5),
        ("0.5。", 0.5),
        ("x = 0.3", 0.3),
        ("x₁ ＝ 0.3", 0.3),
        ("≈0.3", 0.3),
        ("约 0.3", 0.3),
        ("约等于0.3", 0.3),
        ("1,000,000", 1e6),
        ("1,000.5", 1000.5),
        ("\u30000.5\u00a0", 0.5),
        ("1 -2", -1.0),
    ],
)
def test_number(text: str, value: float) -> None:
    assert read(text, Number()) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", ["inf", "Inf", "infinity", "∞", "+∞", "无穷", "无穷大", "正无穷", "exp(1000)"])
def test_inf_only_where_it_is_an_answer(text: str) -> None:
    assert read(text, SPECIAL) == math.inf
    for minus in ("-inf", "-∞", "−Infinity", "负无穷", "负无穷大"):
        assert read(minus, SPECIAL) == -math.inf
    for finite in (Number(), Vector(), Matrix(), Count()):
        with pytest.raises(Unreadable, match="finite number"):
            read(text, finite)


def test_nan_only_where_it_is_an_answer() -> None:
    assert math.isnan(read("NaN", SPECIAL))  # type: ignore[arg-type]
    assert read("1, -inf", Vector(special=True)) == (1.0, -math.inf)
    with pytest.raises(Unreadable, match="finite number"):
        read("nan", Number())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("64x112x112", (64, 112, 112)),
        ("64X112X112", (64, 112, 112)),
        ("64*112*112", (64, 112, 112)),
        ("64 112 112", (64, 112, 112)),
        ("(64, 112, 112)", (64, 112, 112)),
        ("[64,112,112]", (64, 112, 112)),
        ("[64 112 112]", (64, 112, 112)),
        ("（3，224，224）", (3, 224, 224)),
        ("【3、224、224】", (3, 224, 224)),
        ("3 × 224 × 224", (3, 224, 224)),
        ("8,3,224,224", (8, 3, 224, 224)),
        ("224/2 x 224/2", (112, 112)),
        ("3 x 112.5", (3, 112.5)),
        ("(3,)", (3,)),
        ("112", (112,)),
        ("()", ()),
    ],
)
def test_shape(text: str, value: AnswerValue) -> None:
    assert read(text, Shape()) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1, 0.2", (0.1, 0.2)),
        ("（0.1，0.2）", (0.1, 0.2)),
        ("[0.1 0.2]", (0.1, 0.2)),
        ("0.1；0.2", (0.1, 0.2)),
        ("1\n2\n3", (1.0, 2.0, 3.0)),
        ("1,\n2,", (1.0, 2.0)),
        ("[ 1. -2.]", (1.0, -2.0)),
        ("1 -2", (1.0, -2.0)),
        ("- 1 2", (-1.0, 2.0)),
        ("1 - 2", (-1.0,)),
        ("1 - 2, 3", (-1.0, 3.0)),
        ("(1 - 2) 3", (-1.0, 3.0)),
        ("(1)+(2)", (3.0,)),
        ("1 / 4 3 / 4", (0.25, 0.75)),
        ("7% 50%", (0.07, 0.5)),
        ("max(1, 2) 3", (2.0, 3.0)),
        ("0.25,100,200", (0.25, 100.0, 200.0)),
        ("v = [1, 2]", (1.0, 2.0)),
    ],
)
def test_vector(text: str, value: AnswerValue) -> None:
    assert read(text, Vector()) == value


@pytest.mark.parametrize(
    "text",
    [
        "[[1,200],[3,400]]",
        "[[1, 200], [3, 400]]",
        "[[1,200], [3,400]]",
        "((1,200),(3,400))",
        "【【1，200】，【3，400】】",
        "1 200; 3 400",
        "1, 200; 3, 400;",
        "[1 200; 3 400]",
        "1 200\n3 400",
        "[1, 200], [3, 400]",
        "[1, 200]; [3, 400]",
        "[[1 200]\n [3 400]]",
        "[[1 200] [3 400]]",
        "[[1, 200],\n [3, 400]]",
    ],
)
def test_matrix(text: str) -> None:
    assert read(text, Matrix()) == ((1.0, 200.0), (3.0, 400.0))


@pytest.mark.parametrize(("text", "value"), [("5", ((5,),)), ("1 2", ((1, 2),)), ("[[1],[2]]", ((1,), (2,)))])
def test_matrix_of_one_row_or_column(text: str, value: AnswerValue) -> None:
    assert read(text, Matrix()) == value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Overflow", "overflow"),
        ("溢 出", "overflow"),
        ("无穷", "overflow"),
        ("It Overflows。", "overflow"),
        ("leakyReLU", "leaky_relu"),
        ("ｌｅａｋｙ relu", "leaky_relu"),
        ("带泄漏的relu", "leaky_relu"),
        ("LRELU", "leaky_relu"),
    ],
)
def test_label(text: str, name: str) -> None:
    assert read(text, LABEL) == name


def test_an_unknown_label_is_told_the_choices() -> None:
    with pytest.raises(Unreadable) as refused:
        read("relu", LABEL)
    assert refused.value.message == Text("请输入其中之一：溢出、带泄漏的 ReLU", "type one of: it overflows, Leaky ReLU")
    with pytest.raises(Unreadable):
        read("x", Label((Choice("a", Text("甲", "a"), ("x",)), Choice("b", Text("乙", "b"), ("x",)))))


@pytest.mark.parametrize("text", ["m=0.1, v=0.2", "m = 0.1; v = 0.2;", "v=0.2 m=0.1", "m：0.1，v≈0.2", "m=0.1\nv=0.2"])
def test_named_parts(text: str) -> None:
    assert read(text, MOMENTS) == {"m": 0.1, "v": 0.2}


@pytest.mark.parametrize("text", ["0.1; 0.2", "0.1\n0.2", "0.1, 0.2", "0.1、20%"])
def test_parts_in_order(text: str) -> None:
    assert read(text, MOMENTS) == {"m": 0.1, "v": 0.2}


@pytest.mark.parametrize("text", ["w=[1,2]; b=3", "w = 1, 2, b = 3", "b=3; w=1 2", "1, 2; 3", "[1,2]；3"])
def test_parts_with_a_vector(text: str) -> None:
    assert read(text, LAYER) == {"w": (1.0, 2.0), "b": 3.0}


@pytest.mark.parametrize(
    "text",
    [
        "0.1",
        "0.1, 0.2, 0.3",
        "m=0.1",
        "m=0.1, m=0.2",
        "m=0.1, m=0.2, v=0.3",
        "m = v",
        "0.1, v=0.2",
        "0.3; m=0.1, v=0.2",
    ],
)
def test_parts_that_are_not_all_there(text: str) -> None:
    with pytest.raises(Unreadable, match="2 values are wanted: m = "):
        read(text, MOMENTS)


def test_commas_do_not_part_where_a_part_has_commas() -> None:
    with pytest.raises(Unreadable, match="2 values are wanted: w = "):
        read("1, 2", LAYER)


NUMERIC = (Count(), Number(), Shape(), Vector(), Matrix())


@pytest.mark.parametrize(
    ("text", "types"),
    [
        pytest.param("", NUMERIC, id="nothing"),
        pytest.param(" \n", NUMERIC, id="blanks"),
        pytest.param("1,234", (Number(),), id="thousands or decimal comma"),
        pytest.param("12,34", (Count(), Number()), id="no thousands"),
        pytest.param("0,5", (Count(), Number()), id="decimal comma"),
        pytest.param("1,000, 2,000", (Shape(), Vector(), Matrix()), id="thousands in a list"),
        pytest.param("1,250 2,500", (Shape(), Vector(), Matrix()), id="thousands between blanks"),
        pytest.param("3,224, 224", (Shape(), Vector()), id="separator or thousands"),
        pytest.param("1,000,64", (Shape(), Vector()), id="an entry of zeros"),
        pytest.param("3,064", (Shape(), Vector()), id="an entry that begins with zero"),
        pytest.param("1 000", NUMERIC, id="blank in a number"),
        pytest.param("1, 2 -3", NUMERIC, id="entry or difference"),
        pytest.param("1 - 2 3", NUMERIC, id="difference or entry"),
        pytest.param("1, 2; 3", (*NUMERIC[:4], Matrix()), id="two separators or ragged rows"),
        pytest.param("1,,2", NUMERIC, id="hole"),
        pytest.param("[]", (Count(), Number(), Vector(), Matrix()), id="empty list"),
        pytest.param("2pi", NUMERIC, id="implicit product"),
        pytest.param("2√3", NUMERIC, id="implicit root"),
        pytest.param("1½", NUMERIC, id="mixed fraction"),
        pytest.param("①", NUMERIC, id="circled digit"),
        pytest.param("5₂", NUMERIC, id="subscript"),
        pytest.param("10⁻", NUMERIC, id="lone superscript"),
        pytest.param("——5", NUMERIC, id="long dash"),
        pytest.param("5% + 3", (Count(), Number()), id="percent or remainder"),
        pytest.param("(12)%", (Count(), Number()), id="percent of a bracket"),
        pytest.param("0x10", NUMERIC, id="hexadecimal"),
        pytest.param("12万", NUMERIC, id="chinese unit"),
        pytest.param("1.2M", NUMERIC, id="scale"),
        pytest.param("1/3 = 0.33", NUMERIC, id="chain"),
        pytest.param("无穷小", (SPECIAL,), id="infinitesimal"),
        pytest.param("3**50", (Count(),), id="inexact count"),
        pytest.param("3-224-224", (Shape(),), id="dashes"),
        pytest.param("112²", (Shape(),), id="power for a shape"),
        pytest.param("3,224x224", (Shape(),), id="comma and x"),
        pytest.param("2x3,4", (Shape(),), id="x and comma"),
        pytest.param("(1, 2]", (Shape(), Vector()), id="interval"),
        pytest.param(")(", NUMERIC, id="inside out"),
        pytest.param("[[1],[2]]", (Vector(),), id="matrix for a vector"),
        pytest.param("1\u200b2", (*NUMERIC, LABEL, MOMENTS), id="zero width"),
        pytest.param("\u202e12", (*NUMERIC, LABEL, MOMENTS), id="right to left"),
        pytest.param("3\u0445224", NUMERIC, id="cyrillic x"),
        pytest.param("\x1b[31m1", (*NUMERIC, LABEL, MOMENTS), id="terminal escape"),
        pytest.param("٣", NUMERIC, id="foreign digit"),
        pytest.param("9**9**9**9", NUMERIC, id="tower"),
        pytest.param("().__class__", NUMERIC, id="attribute"),
    ],
)
def test_what_is_unclear_is_asked_again(text: str, types: tuple[AnswerType, ...]) -> None:
    for answer_type in types:
        with pytest.raises(Unreadable) as refused:
            read(text, answer_type)
        assert refused.value.message.zh
        assert refused.value.message.en.isprintable()


@pytest.mark.parametrize(
    ("text", "answer_type", "said"),
    [
        pytest.param("溢\u200b出", LABEL, "U+200B ZERO WIDTH SPACE", id="invisible"),
        pytest.param("\u0435", Number(), "U+0435 CYRILLIC SMALL LETTER IE", id="homoglyph"),
        pytest.param("ﷺ" * 2000, Vector(), "at most 2000 characters", id="grows under NFKC"),
        pytest.param("1, 2; 3", Vector(), "commas or semicolons", id="two separators"),
        pytest.param("112²", Shape(), "write a shape as 3x224x224", id="power for a shape"),
        pytest.param("1,234", Number(), "write 1000 or 1.000", id="thousands or decimal comma"),
        pytest.param("25 MB", Count(), "no units", id="unit"),
    ],
)
def test_the_message_says_what_to_do(text: str, answer_type: AnswerType, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text, answer_type)
    assert said in refused.value.message.en


@pytest.mark.parametrize(
    "unit",
    [
        "9",
        "(",
        "[",
        "[]",
        "()",
        "√",
        "√1",
        "-",
        " ",
        "\n",
        "1 ",
        "9**",
        "0%",
        "1,000",
        "x=",
        "m=1,",
        "1x",
        "²",
        "ﷺ",
        "。",
    ],
)
@pytest.mark.parametrize("length", [2000, 10**6])
def test_hostile_text_is_answered_quickly(unit: str, length: int) -> None:
    text = (unit * length)[:length]
    for answer_type in (*NUMERIC, LABEL, MOMENTS, LAYER):
        start = time.process_time()
        with suppress(Unreadable):
            read(text, answer_type)
        assert time.process_time() - start < 0.2


signs = st.text(alphabet=list("0123456789.,;，；、()[]（）【】+-−—*×/÷^%√π∞²⁻½①₂eExX=≈ \n约无穷inf_"), max_size=30)


@given(st.one_of(st.text(), signs), st.sampled_from([*NUMERIC, SPECIAL, LABEL, MOMENTS, LAYER]))
def test_any_text_is_read_or_unreadable(text: str, answer_type: AnswerType) -> None:
    with suppress(Unreadable):
        read(text, answer_type)


@given(
    st.lists(st.integers(1, 10**4), min_size=1, max_size=5), st.sampled_from(["x", "×", " * ", ", ", "，", "、", " "])
)
def test_every_way_to_write_a_shape(sides: list[int], separator: str) -> None:
    typed = separator.join(map(str, sides))
    for text in (typed, f"({typed})", f"（{typed}）", f"[{typed}]"):
        assert read(text, Shape()) == tuple(sides)


@pytest.mark.parametrize(
    ("text", "kind", "read_as"),
    [
        pytest.param("1, 2", Vector(size=3), None, id="too few of those told"),
        pytest.param("1 2 3 4", Vector(size=3), None, id="too many of those told"),
        pytest.param("1 2 3", Vector(size=3), (1, 2, 3), id="as told"),
        pytest.param("1, 2", Vector(), (1, 2), id="how many is for the learner to know"),
        pytest.param("224x224", Shape(rank=3), None, id="too few sides"),
        pytest.param("224x224", Shape(), (224, 224), id="the rank is for the learner to know"),
        pytest.param("224", Shape(rank=2, square=True), (224,), id="one side of a square"),
        pytest.param("3x224x224", Shape(rank=2, square=True), None, id="too many sides of a square"),
    ],
)
def test_another_count_than_told_is_asked_again(text: str, kind: AnswerType, read_as: AnswerValue | None) -> None:
    if read_as is not None:
        assert read(text, kind) == read_as
        return
    with pytest.raises(Unreadable, match=r"\d numbers are wanted here, not \d"):
        read(text, kind)


@given(st.from_regex(re.compile(r"[-+]?(0|[1-9]\d{0,20})(\.\d{0,12})?(e[-+]?\d{1,2})?", re.ASCII), fullmatch=True))
def test_a_number_alone_is_read_as_the_same_number_in_brackets(text: str) -> None:
    assert read(text, Number()) == read(f"({text})", Number())
