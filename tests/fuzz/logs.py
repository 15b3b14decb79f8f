"""Damaged files of log lines through the import: all of a file comes in, or nothing of it."""

import json
from pathlib import Path
from random import Random

from dlprep.store.event import Event
from dlprep.store.jsonl import from_lines, to_line
from dlprep.store.store import Store
from tests.fuzz.campaign import Broken, Campaign
from tests.fuzz.mutate import mutate
from tests.fuzz.screen import command, new_home

LINES = [
    json.dumps(line, ensure_ascii=False).encode() + b"\n"
    for line in (
        {"id": "1", "card": "sigmoid-max-slope", "at": "2026-01-05T20:00:00+08:00", "quality": 4},
        {"id": "2", "card": "sigmoid-max-slope", "at": 1767700000000, "quality": 5, "elapsed_ms": 12000},
        {"card": "no-such-card", "at": "2026-01-06T20:00:00Z", "quality": 2, "answer": "3x224x224，约"},
        {"id": "4", "kind": "retract", "card": "sigmoid-max-slope", "at": "2026-01-07T20:00:00-03:30", "target": "2"},
        {"id": "5", "kind": "bury", "card": "relu", "at": "2026-01-07T23:59:59.999+08:00", "day": "2026-01-07"},
        {"id": "6", "kind": "cram", "card": "relu", "at": "2026-01-08T20:00:00+08:00", "quality": 0, "batch": "b"},
        {"id": "7", "kind": "review", "card": "conv", "at": "2026-01-09T20:00:00+08:00", "quality": 3}
        | {"params": {"size": 28, "deep": [[1.5, None], {}]}, "verdict": "near_miss", "ticked": [0, 2], "seed": 7},
    )
]
WORDS = [
    word.encode()
    for word in (
        *('"id"', '"kind"', '"card"', '"at"', '"day"', '"quality"', '"elapsed_ms"', '"target"', '"batch"', '"detail"'),
        *(
            '"review"',
            '"retract"',
            '"suspend"',
            '"resume"',
            '"bury"',
            '"reset"',
            '"cram"',
            '"wish"',
            "null",
            "true",
            "{",
            "}",
            "[",
        ),
        *(
            "2026-02-30",
            "1969-12-31T23:00:00+00:00",
            "9999-12-31T23:59:59+14:00",
            "+24:00",
            "T24:00:00",
            "0001-01-01",
            "-1",
            "5",
        ),
        *(
            '"answer": "\\ud83d"',
            '"answer": 1e400',
            '"answer": "\\u001b[2J"',
            '"1": {"1": 1}',
            '"id": "1"',
            '"quality": 4.0',
        ),
    )
]
VALUES: tuple[object, ...] = (
    *(
        None,
        True,
        -1,
        0,
        6,
        2**53,
        2**63,
        -(2**70),
        1e308,
        5.0,
        "",
        "x" * 201,
        "x" * 70_000,
        [],
        {},
        [[[]]],
        {"a": {"b": 1}},
    ),
    *(
        "\x1b[31m",
        "\u202e",
        "\u2028",
        "\ud800",
        "\x00",
        "1970-01-01T00:00:00Z",
        "9000-12-31T23:59:59+00:00",
        "2026-02-28",
    ),
    *(
        "2026-03-29T02:30:00+01:00",
        "20260301T200000+0800",
        "2026-W10-1",
        1772366400000,
        "sigmoid-max-slope",
        "../../x",
        "1",
    ),
    *("9001-01-01", "0001-01-01", "2026-06-30T23:59:60Z", "review", "retract", "suspend", "e\u0301", "👩\u200d🔬", "ⅷ"),
)


class Logs(Campaign[bytes]):
    """Some lines of every kind, imported by the command into a log that has lines already."""

    share = 1000
    calls = 4

    def __init__(self, scratch: Path) -> None:
        """Keep what the log holds at first."""
        super().__init__(scratch)
        self.file, self.home = scratch / "in.jsonl", new_home(scratch / "home")
        self.file.write_bytes(b"".join(LINES[:2]))
        command(self.home, ("import", "log", str(self.file)))

    def make(self, rng: Random) -> bytes:
        """Damage a few lines, or what a line says."""
        if rng.random() < 0.4:
            line = json.loads(rng.choice(LINES))
            line |= {rng.choice([*line, "seed", "answer", "day"]): rng.choice(VALUES) for _ in range(rng.randint(1, 2))}
            return json.dumps(line, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")
        return mutate(rng, b"".join(rng.sample(LINES, k=rng.randint(1, len(LINES)))), LINES, WORDS)

    def read(self, made: bytes) -> bool:
        """Import it, twice: the second time nothing is new. What came in can be written and read again."""
        self.file.write_bytes(made)
        before = _content(self.home)
        result = command(self.home, ("import", "log", str(self.file), "--json"))
        if result.exit_code:
            if _content(self.home) != before:
                raise Broken("refused, and something came in")
            return False
        if json.loads(command(self.home, ("import", "log", str(self.file), "--json")).stdout)["added"]:
            raise Broken("new a second time")
        after = _content(self.home)
        if from_lines(map(to_line, after)) != after:
            raise Broken("the log cannot be read back")
        for show in (("log", "-n", "3"), ("stats",)):
            command(self.home, show)
        if len(after) > 200:  # begin anew, so that each input costs the same
            for path in self.home.glob("reviews.db*"):
                path.unlink()
        return True


def _content(home: Path) -> list[Event]:
    with Store(home / "reviews.db") as store:
        return [*store.events()]
