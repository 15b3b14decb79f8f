from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.scheduler.days import Instant, local_day


def instant(text: str) -> Instant:
    moment = datetime.fromisoformat(text)
    offset = moment.utcoffset()
    assert offset is not None
    return Instant(round(moment.timestamp() * 1000), round(offset.total_seconds() / 60))


@pytest.mark.parametrize(
    ("moment", "rollover", "day"),
    [
        pytest.param("2026-03-10T12:00+08:00", 4, date(2026, 3, 10), id="noon"),
        pytest.param("2026-03-10T03:59+08:00", 4, date(2026, 3, 9), id="before-rollover"),
        pytest.param("2026-03-10T04:00+08:00", 4, date(2026, 3, 10), id="at-rollover"),
        pytest.param("2026-03-10T00:00+08:00", 0, date(2026, 3, 10), id="rollover-at-midnight"),
        pytest.param("2026-01-01T02:00-05:00", 4, date(2025, 12, 31), id="year-end"),
        pytest.param("2028-03-01T01:00+01:00", 4, date(2028, 2, 29), id="leap-day"),
        # Berlin jumps from 02:00 to 03:00; 03:30 is half an hour before the rollover hour all the same.
        pytest.param("2026-03-29T03:30+02:00", 4, date(2026, 3, 28), id="dst-begins"),
        pytest.param("2026-03-29T04:00+02:00", 4, date(2026, 3, 29), id="dst-begun"),
        pytest.param("2026-10-25T02:30+01:00", 4, date(2026, 10, 24), id="dst-second-02:30"),
        pytest.param("2026-10-25T04:00+01:00", 4, date(2026, 10, 25), id="dst-ended"),
    ],
)
def test_local_day(moment: str, rollover: int, day: date) -> None:
    assert local_day(instant(moment), rollover) == day


def test_isoformat_is_read_back() -> None:
    for text in ("2026-03-10T03:59:01.250+08:00", "1969-12-31T23:00:00.000-03:30"):
        assert instant(text).isoformat() == text


@given(
    st.integers(0, 24 * 60 * 800),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Shanghai", "UTC"]),
)
def test_each_day_follows_the_one_before(minutes: int, zone: str) -> None:
    """In one place, later is never an earlier day, and an hour never skips one."""
    start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    here, later = (
        local_day(instant(t.astimezone(ZoneInfo(zone)).isoformat())) for t in (start, start + timedelta(hours=1))
    )
    assert 0 <= (later - here).days <= 1
