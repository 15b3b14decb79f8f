"""Interviews as they were, for what is made of them."""

from dlprep.interview.record import Answer, Ask, Begin, End, Line, Missed, Record, Score, Why, Words

HARM = "<script>alert(1)</script> | *x* \x1b[2J {{c1}}"


def record(name: str = "2026-03-10-2015", got: float = 4, *, harm: bool = False) -> Record:
    """Return an interview of four questions, of the first of which `got` of 6 was said."""
    begin = Begin(id=name, at=f"{name[:10]}T20:15:00.000+08:00", minutes=30, role="vision", seed=1, plan=("a", "b"))
    found = Record(begin)

    def score(used: float, got: float, of: float, quality: int | None, *missed: Missed) -> Score:
        return Score(at_ms=0, offset=480, day="2026-03-10", got=got, of=of, quality=quality, missed=missed, used=used)

    one = Missed(point=0, weight=2, words=Words(zh="最大值 $\\frac{1}{4}$", en="The maximum is $\\frac{1}{4}$"))
    two = Missed(point=1, weight=1, words=Words(zh=HARM if harm else "连乘", en=HARM if harm else "A product"))
    lines: list[Line] = [
        Ask(card="sigmoid-max-slope", topic="activations", level="basic", kind="recall", seed=1, used=0),
        Answer(text="第一行", matched=(), seconds=60.5, used=60.5),
        Why(point=0, used=60.5),
        Answer(text="", seconds=9.5, used=70),
        score(70, got, 6, 3 if got > 2 else 1, two, one),
        Ask(
            card="tanh-versus-sigmoid-hidden",
            topic="activations",
            level="basic",
            kind="recall",
            seed=1,
            used=70,
            follows="sigmoid-max-slope",
        ),
        Answer(text="", seconds=45, used=115),
        score(115, 7, 7, 5),
        Ask(card="conv-output-size-drill", topic="convolution", level="intermediate", kind="compute", seed=2, used=115),
        Answer(text="24", seconds=120, used=235, late=True),
        score(235, 1.5, 3, 2),
        Ask(card="iou-drill", topic="detection", level="advanced", kind="compute", seed=2, used=235),
        Answer(text="0.5", seconds=10, used=245),
        score(245, 0, 0, None),
        End(reason="quit", used=250),
    ]
    for line in lines:
        found.add(line)
    return found
