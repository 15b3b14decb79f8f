"""What an interview came to, worked by hand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.interview.record import Begin, Record
from dlprep.interview.report import as_data, report, share, summary_data
from tests.interview.records import record


def test_the_figures() -> None:
    found = report(record(), [])
    assert (found.total.got, found.total.of, found.total.count) == (12.5, 16, 4)
    assert {topic: each.value for topic, each in found.topics.items()} == {
        "activations": pytest.approx(11 / 13),
        "convolution": 0.5,
        "detection": None,
    }
    assert [(each.card, each.weight) for each in found.missed] == [("sigmoid-max-slope", 2), ("sigmoid-max-slope", 1)]
    assert found.review == ("conv-output-size-drill",)
    assert found.seconds_a_question == pytest.approx((70 + 45 + 120 + 10) / 4)
    assert found.earlier == ()
    assert found.total.earlier is None


def test_beside_earlier_interviews() -> None:
    before = [record(f"2026-03-0{day}-2015", got=1) for day in range(1, 9)]
    later = record("2026-03-11-2015", got=6)
    found = report(record(), [*before, record(), later])
    assert [name for name, _ in found.earlier] == [f"2026-03-0{day}-2015" for day in range(4, 9)]
    assert found.total.earlier == pytest.approx(9.5 / 16)
    assert found.topics["convolution"].earlier == 0.5
    assert [each.before for each in found.missed] == [5, 5]


def test_an_interview_without_an_answer() -> None:
    empty = Record(Begin(id="x", at="2026", minutes=5, seed=1, plan=()))
    found = report(empty, [record()])
    assert found.total.value is None
    assert found.seconds_a_question is None
    assert as_data(found)["questions"] == []
    assert summary_data(empty)["score"] is None


def test_json_is_documented_and_plain() -> None:
    data = json.loads(json.dumps(as_data(report(record(), []))))
    assert data["score"] == 0.781
    assert data["ended"] == "quit"
    assert data["questions"][0]["missed"] == [1, 0]
    assert data["questions"][0]["seconds"] == 70
    assert data["questions"][0]["asked_why"] is True
    assert data["questions"][1]["follows"] == "sigmoid-max-slope"
    assert data["topics"]["detection"] == {"score": None, "questions": 1, "earlier_score": None}


@given(st.floats(0, 6))
def test_a_share_lies_between_none_and_all(got: float) -> None:
    value = share(record(got=got).scored).value
    assert value is not None
    assert 0 <= value <= 1
