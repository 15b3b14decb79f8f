"""The learner's store: append to the log, read the states it leads to."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from dlprep.errors import StoreError
from dlprep.scheduler.replay_all import replay_all
from dlprep.scheduler.sm2 import review
from dlprep.scheduler.state import CardState
from dlprep.store.database import REPAIR, connect, transaction, translated
from dlprep.store.event import LONGEST_DETAIL, Event, Line, Progress, fold
from dlprep.store.rows import EVENT, STATE, to_answer, to_event, to_line, to_progress, to_row
from dlprep.text import Text

T = TypeVar("T")


class Overtaken(StoreError):
    """Another program wrote first: an answer would count twice."""


class Store:
    """One learner's log and states. Not for use from several threads; several processes may share the file."""

    def __init__(self, path: Path, *, migrations: Sequence[str] | None = None) -> None:
        """Open the store at `path`, creating it if there is none.

        Raises:
            StoreError: the file cannot be used; the message says why and what to do.
        """
        self.path = path
        self._db = connect(path, migrations)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def append(self, event: Event, *, seen: CardState | None = None) -> Progress:
        """Write `event` durably, in one transaction with the state it leads to, and return what the card is at now.

        Raises:
            Overtaken: the card is not, or no longer, in the state `seen`; nothing is written.
        """
        with self._writing():
            if seen is not None and self._progress(event.card).state != seen:
                card = event.card
                raise Overtaken(
                    Text(
                        zh=f"卡片 {card!r} 刚在别处答过了",
                        en=f"the card {card!r} was answered elsewhere meanwhile",
                    )
                )
            return self._append(event)

    def append_all(self, events: Iterable[Event]) -> None:
        """Write several events as `append` does, all of them or none."""
        with self._writing():
            for event in events:
                self._append(event)

    def _append(self, event: Event) -> Progress:
        before = self._progress(event.card)
        self._insert(event, imported=False)
        if event.kind == "review" and event.order > before.last:
            assert event.quality is not None
            state = review(before.state, event.quality, event.day)
            after = replace(before, state=state, introduced=before.introduced or event.day, last=event.order)
        else:
            after = fold(self._events("card = ?", event.card))
        self._save(event.card, after)
        return after

    def union(self, events: Iterable[Event]) -> list[Event]:
        """Add the events whose ids the log does not have yet, all or none; return those that were added.

        Raises:
            StoreError: an id stands in the log already with other content.
        """
        events, added = list(events), []
        with self._writing():
            known = {event.id: event for event in self.events_of(event.id for event in events)}
            for event in events:
                if event.id not in known:
                    self._insert(event, imported=True)
                    known[event.id] = event
                    added.append(event)
                elif known[event.id] != event:
                    raise StoreError(
                        Text(
                            zh=f"日志里已有 {event.id!r} 这一行，内容不同",
                            en=f"event {event.id!r} is in the log already and says something else",
                        ),
                        Text(
                            zh="什么都没有导入；给这一行换一个 id",
                            en="nothing was imported; give the line an id of its own",
                        ),
                    )
            for card in {event.card for event in added}:
                self._save(card, fold(self._events("card = ?", card)))
        return added

    def last_event(self) -> Event | None:
        """Return the last event made here that has not been taken back: what undo would undo."""
        events = self._events(
            "imported = 0 AND kind != 'retract' AND id NOT IN (SELECT target FROM log WHERE target IS NOT NULL)"
            " ORDER BY seq DESC LIMIT 1"
        )
        return next(events, None)

    def last_action(self) -> list[Event]:
        """Return `last_event` with all that was done in one batch with it, in the order made, or nothing."""
        last = self.last_event()
        if last is None or not isinstance(last.detail.get("batch"), str):
            return [last] if last else []
        return [
            *self._events(
                "imported = 0 AND kind != 'retract' AND json_extract(detail, '$.batch') = ?"
                " AND id NOT IN (SELECT target FROM log WHERE target IS NOT NULL) ORDER BY seq",
                last.detail["batch"],
            )
        ]

    def progress(self, card: str) -> Progress | None:
        """Return what the log says of `card`, or None if it says nothing."""
        return next(self._read(to_progress, f"SELECT {STATE} FROM states WHERE card = ?", card), None)

    def all_progress(self) -> dict[str, Progress]:
        """Return what the log says of every card it knows."""
        return dict(self._read(lambda row: (row[0], to_progress(row)), f"SELECT {STATE} FROM states"))

    def progress_of_day(self, today: date, until: date) -> dict[str, Progress]:
        """Return what the log says of the cards that are due by `until`, and of those answered `today` or later."""
        sql = f"SELECT {STATE} FROM states WHERE due <= ? OR answered_on >= ?"
        return dict(self._read(lambda row: (row[0], to_progress(row)), sql, until.isoformat(), today.isoformat()))

    def not_new(self, today: date) -> set[str]:
        """Return the cards that are none to begin with: answered since they were last new, set aside, or buried."""
        where = "due IS NOT NULL OR suspended OR buried >= ?"
        # Of 100,000 cards one long text comes several times faster than as many rows.
        rows = self._rows(f"SELECT group_concat(card, char(10)) FROM states WHERE {where}", today.isoformat())
        return set((next(rows)[0] or "").split("\n"))

    def introduced_on(self, day: date) -> int:
        """Return how many cards were new on `day`."""
        return int(next(self._rows("SELECT count(*) FROM states WHERE introduced = ?", day.isoformat()))[0])

    def events(self, card: str | None = None, last: int | None = None) -> list[Event]:
        """Return the log in the order it was written: of one card or all, the whole or the `last` lines."""
        where, arguments = ("card = ?", (card,)) if card is not None else ("1", ())
        tail = f" ORDER BY seq DESC LIMIT {-1 if last is None else int(last)}"
        return [*self._events(where + tail, *arguments)][::-1]

    def ids(self) -> set[str]:
        """Return the id of every line."""
        with translated(self.path):
            return {row[0] for row in self._db.execute("SELECT id FROM log").fetchall()}

    def events_of(self, ids: Iterable[str]) -> list[Event]:
        """Return the events with these ids that the log has, in the order it was written."""
        return [*self._events("id IN (SELECT value FROM json_each(?)) ORDER BY seq", json.dumps([*ids]))]

    def size(self) -> int:
        """Return how many lines the log has."""
        return int(next(self._rows("SELECT count(*) FROM log"))[0])

    def latest(self) -> Event | None:
        """Return the event with the latest time."""
        return next(self._events("1 ORDER BY at DESC, id DESC LIMIT 1"), None)

    def retracted(self) -> set[str]:
        """Return the ids of the events that were taken back."""
        return {row[0] for row in self._rows("SELECT target FROM log WHERE target IS NOT NULL")}

    def answers_on(self, day: date) -> list[Event]:
        """Return the answers of a local day that were not taken back, in the order they were made."""
        return [
            *self._events(
                "day = ? AND kind = 'review' AND id NOT IN (SELECT target FROM log WHERE target IS NOT NULL)"
                " ORDER BY at, id",
                day.isoformat(),
            )
        ]

    def lines(self) -> list[Line]:
        """Return the log as `events` does, each line with its place in it."""
        return [*self._read(to_line, f"SELECT seq, imported, {EVENT} FROM log ORDER BY seq")]

    def fill(self, lines: Iterable[Line]) -> None:
        """Write the lines of another log into this one, which is new, in their order."""
        with self._writing():
            for line in lines:
                self._insert(line.event, imported=line.imported)
            self._replay()

    def differing(self) -> list[str]:
        """Return the cards whose states are not what the log says, by name."""
        cached = {row[0]: row for row in self._rows(f"SELECT {STATE} FROM states")}
        replayed = {card: to_row(card, progress) for card, progress in self._replayed().items()}
        return sorted(card for card in {*cached, *replayed} if cached.get(card) != replayed.get(card))

    def rebuild(self) -> None:
        """Throw the states away and replay the whole log."""
        with self._writing():
            self._replay()

    def _replay(self) -> None:
        self._db.execute("DELETE FROM states")
        for card, progress in self._replayed().items():
            self._save(card, progress)

    def _replayed(self) -> dict[str, Progress]:
        """Replay the whole log: the cards that were answered and nothing else side by side, the others one by one."""
        others = [card for (card,) in self._rows("SELECT DISTINCT card FROM log WHERE kind != 'review'")]
        found = {card: fold(self._events("card = ?", card)) for card in others}
        cards: list[str] = []
        starts: list[int] = []
        lasts: list[tuple[int, str]] = []
        qualities: list[int] = []
        days: list[date] = []
        answers = "SELECT card, at, id, quality, day FROM log WHERE kind = 'review' ORDER BY card, at, id"
        for card, last, quality, day in self._read(to_answer, answers):
            if card in found:
                continue
            if not cards or cards[-1] != card:
                cards.append(card)
                starts.append(len(days))
                lasts.append(last)
            lasts[-1] = last
            qualities.append(quality)
            days.append(day)
        states = replay_all([end - start for start, end in pairwise([*starts, len(days)])], qualities, days)
        for card, start, last, state in zip(cards, starts, lasts, states, strict=True):
            found[card] = Progress(state, days[start], last=last)
        return found

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with translated(self.path), transaction(self._db):
            yield

    def _rows(self, sql: str, *arguments: Any) -> Iterator[tuple[Any, ...]]:
        # A name that is no text, as a byte of the command line may be, is in no row.
        with translated(self.path), suppress(UnicodeEncodeError):
            yield from self._db.execute(sql, arguments)

    def _events(self, where: str, *arguments: Any) -> Iterator[Event]:
        return self._read(to_event, f"SELECT {EVENT} FROM log WHERE {where}", *arguments)

    def _read(self, make: Callable[[Sequence[Any]], T], sql: str, *arguments: Any) -> Iterator[T]:
        """Yield what `make` makes of each row; one that it cannot read is damage."""
        for row in self._rows(sql, *arguments):
            try:
                yield make(row)
            except (ValueError, TypeError) as error:
                raise StoreError(
                    Text(
                        zh=f"{self.path}：有一行读不了：{row[0]}：{error}",
                        en=f"{self.path}: a row cannot be read: {row[0]}: {error}",
                    ),
                    REPAIR,
                ) from None

    def _progress(self, card: str) -> Progress:
        return self.progress(card) or Progress()

    def _insert(self, event: Event, *, imported: bool) -> None:
        detail = json.dumps(event.detail, ensure_ascii=False, separators=(",", ":"))
        if len(detail) > LONGEST_DETAIL:  # what could not be read back from a file of lines is not written either
            raise StoreError(
                Text(
                    zh=f"这条记录太长，超过 {LONGEST_DETAIL} 个字符", en=f"a line of over {LONGEST_DETAIL} characters"
                ),
                Text(zh="请把答案写短一些", en="give a shorter answer"),
            )
        row = (
            *(event.id, event.kind, event.card, event.at.ms, event.at.offset, event.day.isoformat()),
            *(event.quality, event.elapsed_ms, event.target, detail, imported),
        )
        try:
            self._db.execute(f"INSERT INTO log ({EVENT}, imported) VALUES (?,?,?,?,?,?,?,?,?,?,?)", row)
        except sqlite3.IntegrityError as error:
            raise StoreError(
                Text(zh=f"{event.id!r} 这一行写不进日志：{error}", en=f"event {event.id!r} cannot be logged: {error}")
            ) from None

    def _save(self, card: str, progress: Progress) -> None:
        sql = f"INSERT OR REPLACE INTO states ({STATE}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        self._db.execute(sql, to_row(card, progress))
