"""A program that answers without end, killed at random moments; and what must hold afterwards.

By hand, a thousand times: `python -m tests.store.crashes 1000`.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from dlprep.scheduler.days import Instant, local_day
from dlprep.store.backup import back_up, backups
from dlprep.store.event import Event, Kind, fold
from dlprep.store.store import Store
from tests.strategies import CARDS, HOUR, START

ROOT = Path(__file__).parents[2]
A_HOME = 25  # kills; then a new one is begun, for creating and migrating are moments, too


def answer_without_end(path: Path, name: str) -> None:
    """Append lines of every kind and write the id of each to standard output once `append` has returned."""
    chance, made = random.Random(name), 0
    with Store(path) as store:
        while True:
            made += 1
            last = store.last_event() if chance.random() < 0.1 else None
            kind: Kind = "retract" if last else chance.choices(("review", "suspend", "resume"), (8, 1, 1))[0]
            at = Instant(START + chance.randrange(2000) * HOUR, 0)  # a clock that goes back and forth
            store.append(
                Event(
                    id=f"{name}-{made}",
                    kind=kind,
                    card=last.card if last else chance.choice(CARDS),
                    at=at,
                    day=local_day(at),
                    quality=chance.randrange(6) if kind == "review" else None,
                    target=last.id if last else None,
                    detail={"answer": "x" * chance.choice((0, 100, 9000))},  # several pages now and then
                )
            )
            os.write(1, f"{name}-{made}\n".encode())
            if made % 10 == 0:
                back_up(path, path.parent / "backups", datetime.now(UTC))


def start(path: Path, name: str) -> "subprocess.Popen[bytes]":
    """Start a program that answers into the log at `path`."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.crashes", str(path), name], stdout=subprocess.PIPE, cwd=ROOT
    )


def kill(process: "subprocess.Popen[bytes]") -> list[str]:
    """Kill a program that answers and return the ids that it had acknowledged."""
    process.send_signal(signal.SIGKILL)
    out, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL
    return out.decode().split()


def kill_somewhere(path: Path, name: str, chance: random.Random) -> list[str]:
    """Let a program answer and kill it at a random moment; return the ids that it had acknowledged."""
    process = start(path, name)
    seen: list[str] = []
    if chance.random() < 0.2:
        time.sleep(chance.uniform(0, 0.3))  # while it starts, opens, creates or recovers
    else:
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 40)):
            seen.append(process.stdout.readline().decode().strip())
        time.sleep(chance.uniform(0, 0.02))
    return [*seen, *kill(process)]


def check(path: Path, acknowledged: set[str]) -> int:
    """Assert that nothing acknowledged is lost, the file is sound, and the states are the replay; return the lines."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with Store(path) as store:
        events = store.events()
        ids = [event.id for event in events]
        assert len(set(ids)) == len(ids)
        assert acknowledged <= set(ids), f"lost: {acknowledged - set(ids)}"
        cached = store.all_progress()
        assert cached == {card: fold(store.events(card)) for card in {event.card for event in events}}
    for backup in backups(path.parent / "backups"):
        with closing(sqlite3.connect(f"{backup.path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            copied = [row[0] for row in connection.execute("SELECT id FROM log ORDER BY seq")]
            assert copied == ids[: len(copied)]
    return len(ids)


def crash(folder: Path, kills: int, seed: int) -> tuple[int, int]:
    """Kill `kills` times, checking after each; return how many lines were acknowledged, and how many there are."""
    chance = random.Random(seed)
    total = lines = there = 0
    acknowledged: set[str] = set()
    for number in range(kills):
        path = folder / f"{number // A_HOME}" / "reviews.db"
        if number % A_HOME == 0:
            path.parent.mkdir()
            total, lines, acknowledged = total + len(acknowledged), lines + there, set()
        acknowledged |= set(kill_somewhere(path, f"{seed}-{number}", chance))
        there = check(path, acknowledged)
    return total + len(acknowledged), lines + there


if __name__ == "__main__":
    if len(sys.argv) == 3:
        answer_without_end(Path(sys.argv[1]), sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        number = int(sys.argv[1])
        acknowledged_, there_ = crash(Path(scratch), number, random.randrange(2**32))
        print(f"{number} kills, {acknowledged_} acknowledged lines, {there_} lines in the logs, 0 lost")
