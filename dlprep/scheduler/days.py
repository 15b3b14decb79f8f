"""The learner's day: which calendar day an instant belongs to, with a rollover hour."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DEFAULT_ROLLOVER = 4


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A point in time as the learner's clock showed it.

    Attributes:
        ms: milliseconds since 1970-01-01 UTC.
        offset: minutes that local time was ahead of UTC (480 in Beijing, -300 in New York in winter).
    """

    ms: int
    offset: int

    def wall(self) -> datetime:
        """Return the local wall-clock time, naive.

        Raises:
            OverflowError: the instant lies outside the years 1..9999.
        """
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=self.ms, minutes=self.offset)
        return moment.replace(tzinfo=None)

    def isoformat(self) -> str:
        """Return local time with its offset, such as 2026-03-29T08:00:00.000+08:00."""
        sign = "-" if self.offset < 0 else "+"
        hours, minutes = divmod(abs(self.offset), 60)
        return f"{self.wall().isoformat(timespec='milliseconds')}{sign}{hours:02}:{minutes:02}"


def local_day(instant: Instant, rollover: int = DEFAULT_ROLLOVER) -> date:
    """Return the learner's day at `instant`: before `rollover` o'clock it is still yesterday.

    Wall-clock time is compared with the rollover hour, so a day of 23 or 25 hours is one day like any other.
    """
    wall = instant.wall()
    return wall.date() - timedelta(days=wall.hour < rollover)
