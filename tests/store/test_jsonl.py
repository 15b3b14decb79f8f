import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from dlprep.scheduler.days import Instant
from dlprep.store.event import Event
from dlprep.store.jsonl import LONGEST_LINE, LogFormatError, from_lines, read_lines, to_line
from tests.strategies import logs

LINE = '{"id": "a", "card": "x", "at": "2026-03-10T20:15:00+08:00", "quality": 4}'


@given(logs())
def test_every_log_survives_the_trip(log: list[Event]) -> None:
    assert from_lines([to_line(event) for event in log]) == log


def test_the_shortest_line() -> None:
    (event,) = from_lines([LINE])
    assert event == Event("a", "review", "x", Instant(1773144900000, 480), date(2026, 3, 10), 4)


def test_what_is_unknown_is_kept() -> None:
    (event,) = from_lines([LINE[:-1] + ', "mood": "tired"}'])
    assert json.loads(to_line(event))["mood"] == "tired"


def test_the_day_follows_the_rollover_hour() -> None:
    line = '{"id": "a", "card": "x", "at": "2026-03-10T03:00:00+08:00", "quality": 4}'
    assert from_lines([line])[0].day == date(2026, 3, 9)
    assert from_lines([line], rollover=2)[0].day == date(2026, 3, 10)


def test_a_line_without_id_gets_the_same_one_each_time() -> None:
    line = '{"card": "x", "at": "2026-03-10T20:15:00+08:00", "quality": 4}'
    (one,), (two,) = from_lines([line]), from_lines([line])
    (other,) = from_lines([line.replace("4}", "5}")])
    assert one.id == two.id != other.id


def test_milliseconds_are_a_time_too() -> None:
    (event,) = from_lines(['{"card": "x", "at": 1773144900000, "quality": 4}'])
    assert event.at.ms == 1773144900000


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("{", "not JSON", id="torn"),
        pytest.param("[]", "not a JSON object", id="list"),
        pytest.param("[" * 90_000, "not JSON", id="deep"),
        pytest.param('{"card": "' + "x" * LONGEST_LINE + '"}', "longer than", id="long"),
        pytest.param('{"card": "x", "quality": 4}', "at must be", id="no-time"),
        pytest.param(LINE.replace("+08:00", ""), "needs an offset", id="no-offset"),
        pytest.param(LINE.replace("2026-03-10", "2026-02-30"), "at must be", id="no-such-day"),
        pytest.param(LINE.replace('"2026-03-10T20:15:00+08:00"', "99999999999999999999"), "at must", id="far-future"),
        pytest.param(LINE.replace(": 4", ": 6"), "quality", id="quality-6"),
        pytest.param(LINE.replace(": 4", ": true"), "quality", id="quality-true"),
        pytest.param(LINE.replace(": 4", ": NaN"), "NaN", id="nan"),
        pytest.param(LINE[:-1] + ', "seed": 1e999}', "too large", id="beyond-floats"),
        pytest.param(LINE[:-1] + r', "answer": "\ud83d"}', "surrogates", id="half-an-escaped-pair"),
        pytest.param(LINE[:-1] + ', "answer": "\udce9"}', "surrogates", id="a-byte-that-is-no-text"),
        pytest.param(LINE.replace('"x"', '""'), "card", id="empty-card"),
        pytest.param(LINE.replace('"x"', r'"\u001b[2J"'), "card", id="escape-in-card"),
        pytest.param(LINE.replace('"x"', "7"), "card", id="card-is-a-number"),
        pytest.param(LINE[:-1] + ', "kind": "wish"}', "kind", id="unknown-kind"),
        pytest.param(LINE[:-1] + ', "kind": "wish"}', "a newer dlprep wrote it", id="kind-of-a-newer-program"),
        pytest.param(LINE.replace(', "quality": 4', ', "kind": "cram"'), "quality", id="cram-without-quality"),
        pytest.param(LINE[:-1] + ', "kind": "retract"}', "target", id="retract-without-target"),
        pytest.param(LINE[:-1] + ', "day": "yesterday"}', "day", id="bad-day"),
        pytest.param(LINE[:-1] + ', "elapsed_ms": -1}', "elapsed_ms", id="negative-time"),
    ],
)
def test_a_bad_line_is_named(line: str, message: str) -> None:
    with pytest.raises(LogFormatError, match=f"line 2: .*{message}"):
        from_lines([LINE, line])


def test_lines_are_read_one_at_a_time() -> None:
    file = io.BytesIO(f"\ufeff{LINE}\r\n\n{LINE}".encode())
    assert [*read_lines(file)] == [f"{LINE}\r\n", "\n", LINE]
    assert len(from_lines([f"{LINE}\r\n", "\n", LINE])) == 2


def test_what_has_no_lines_is_not_read_to_its_end() -> None:
    with Path("/dev/zero").open("rb") as endless, pytest.raises(LogFormatError, match="line 1: longer than"):
        from_lines(read_lines(endless))


def test_what_steers_a_terminal_is_written_as_an_escape() -> None:
    (event,) = from_lines([LINE[:-1] + ', "answer": "\x9b\u202e\u2028中"}'])
    assert r'"\u009b\u202e\u2028中"' in to_line(event)
    assert from_lines([to_line(event)]) == [event]


def test_all_bad_lines_are_reported_at_once() -> None:
    with pytest.raises(LogFormatError) as caught:
        from_lines([LINE, "{", "", "}"])
    assert caught.value.message.splitlines()[0].startswith("line 2")
    assert caught.value.message.splitlines()[1].startswith("line 4")
