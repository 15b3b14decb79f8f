"""What an interview came to: by topic and by point missed, time, what to review, and beside earlier ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dlprep.interview.missed import MISSED
from dlprep.interview.record import Question, Record
from dlprep.text import Text

COMPARED = 5  # earlier interviews


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the weight: `got` of `of`, over `count` questions, and what the earlier interviews had, 0..1."""

    got: float
    of: float
    count: int
    earlier: float | None = None

    @property
    def value(self) -> float | None:
        """The share, 0..1; None where nothing could be had."""
        return self.got / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class MissedPoint:
    """A point that was not said, and in how many of the earlier interviews it was missing too."""

    card: str
    weight: int
    text: Text
    before: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an interview came to.

    Attributes:
        earlier: name and share of the interviews before, the oldest first.
        missed: the points not said, the heaviest first.
        review: the cards missed, which the review asks tomorrow.
    """

    record: Record
    total: Share
    topics: dict[str, Share]
    missed: tuple[MissedPoint, ...]
    review: tuple[str, ...]
    earlier: tuple[tuple[str, float], ...]

    @property
    def questions(self) -> list[Question]:
        """The questions that have a score."""
        return self.record.scored

    @property
    def seconds_a_question(self) -> float | None:
        """The mean time of an answer; None where there was none."""
        times = [question.seconds for question in self.questions]
        return sum(times) / len(times) if times else None


def report(record: Record, records: Iterable[Record]) -> Report:
    """Return what `record` came to, beside those of `records` that began before it."""
    began = (record.begin.id, record.begin.at)
    before = [each for each in records if (each.begin.id, each.begin.at) < began and share(each.scored).of][-COMPARED:]
    past = [question for each in before for question in each.scored]
    topics = {
        topic: share(_of_topic(record.scored, topic), _of_topic(past, topic))
        for topic in dict.fromkeys(question.ask.topic for question in record.scored)
    }
    review = [
        q.ask.card for q in record.scored if q.score and q.score.quality is not None and q.score.quality <= MISSED
    ]
    return Report(
        record=record,
        total=share(record.scored, past),
        topics=topics,
        missed=tuple(_missed(record.scored, before)),
        review=tuple(dict.fromkeys(review)),
        earlier=tuple((each.begin.id, share(each.scored).value or 0.0) for each in before),
    )


def share(questions: Sequence[Question], past: Sequence[Question] = ()) -> Share:
    """Return the share of the weight that `questions` had, beside that of `past` ones."""
    scores = [question.score for question in questions if question.score is not None]
    graded = [score for score in scores if score.of]
    earlier = share(past).value if past else None
    return Share(sum(score.got for score in graded), sum(score.of for score in graded), len(questions), earlier)


def as_data(found: Report) -> dict[str, Any]:
    """Return the report as JSON values; times in seconds, shares 0..1."""
    begin, end = found.record.begin, found.record.end
    return {
        "id": begin.id,
        "at": begin.at,
        "minutes": begin.minutes,
        "role": begin.role,
        "topics_asked": list(begin.topics),
        "levels_asked": list(begin.levels),
        "ended": end.reason if end else None,
        "used": round(found.record.used, 1),
        "score": _rounded(found.total.value),
        "got": found.total.got,
        "of": found.total.of,
        "earlier_score": _rounded(found.total.earlier),
        "seconds_a_question": _rounded(found.seconds_a_question, 1),
        "topics": {
            topic: {
                "score": _rounded(each.value),
                "questions": each.count,
                "earlier_score": _rounded(each.earlier),
            }
            for topic, each in found.topics.items()
        },
        "questions": [_question(question) for question in found.questions],
        "missed": [
            {"card": each.card, "weight": each.weight, "zh": each.text.zh, "en": each.text.en, "before": each.before}
            for each in found.missed
        ],
        "review": list(found.review),
        "earlier": [{"id": name, "score": _rounded(value)} for name, value in found.earlier],
    }


def summary_data(record: Record) -> dict[str, Any]:
    """Return an interview's line in a list as JSON values."""
    return {
        "id": record.begin.id,
        "at": record.begin.at,
        "minutes": record.begin.minutes,
        "role": record.begin.role,
        "questions": len(record.scored),
        "used": round(record.used, 1),
        "score": _rounded(share(record.scored).value),
        "ended": record.end.reason if record.end else None,
    }


def _question(question: Question) -> dict[str, Any]:
    score = question.score
    assert score is not None
    return {
        "card": question.ask.card,
        "topic": question.ask.topic,
        "level": question.ask.level,
        "kind": question.ask.kind,
        "follows": question.ask.follows,
        "seconds": round(question.seconds, 1),
        "got": score.got,
        "of": score.of,
        "quality": score.quality,
        "verdict": score.verdict,
        "slip": score.slip,
        "answer": question.text or None,
        "asked_why": question.why is not None,
        "ticked": list(score.ticked),
        "missed": [each.point for each in score.missed],
    }


def _of_topic(questions: Iterable[Question], topic: str) -> list[Question]:
    return [question for question in questions if question.ask.topic == topic]


def _missed(questions: Iterable[Question], before: Sequence[Record]) -> list[MissedPoint]:
    found = []
    for question in questions:
        for point in question.score.missed if question.score else ():
            times = sum(_misses(each, question.ask.card, point.point) for each in before)
            found.append(MissedPoint(question.ask.card, point.weight, point.words.text, times))
    return sorted(found, key=lambda each: (-each.weight, -each.before))


def _misses(record: Record, card: str, point: int) -> bool:
    return any(
        question.ask.card == card
        and question.score is not None
        and any(m.point == point for m in question.score.missed)
        for question in record.scored
    )


def _rounded(value: float | None, digits: int = 3) -> float | None:
    return None if value is None else round(value, digits)
