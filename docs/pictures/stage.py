"""dlprep with its clock, its chance and its ids held still: what the pictures show is the same on every day.

`python -m docs.pictures.stage ARGUMENT...` is `dlprep ARGUMENT...` on an evening in March.
"""

from collections.abc import Callable
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from dlprep.scheduler.days import Instant

NOW = Instant(1773144900000, 480)
"""20:15 on Tuesday, 10 March 2026, eight hours ahead of UTC."""


def main() -> None:
    """Run dlprep with the arguments of this process."""
    from dlprep.__main__ import main as dlprep
    from dlprep.cli import context, interviewing
    from dlprep.interview import session as interview
    from dlprep.review import session as review

    def now() -> Instant:
        return NOW

    def timer() -> float:
        return 0.0

    ids = count(1)

    def still(world: Callable[..., Any], *rest: Any) -> Callable[..., Any]:
        return lambda *_: world(now, timer, *rest)

    with (
        patch.object(context, "now", now),  # commands are imported later, and take it from there
        patch.object(review, "World", still(review.World, Random(1), lambda: str(next(ids)))),
        patch.object(interview, "World", still(interview.World)),
        patch.object(interviewing, "time", SimpleNamespace(monotonic=timer)),
    ):
        dlprep()


if __name__ == "__main__":
    main()
