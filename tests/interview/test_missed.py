"""Settling beside another terminal: each missed card is in the log once, and nothing fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dlprep.errors import StoreError
from dlprep.interview.missed import settle
from dlprep.store.event import Event, Progress
from dlprep.store.store import Store
from tests.interview.records import record

MISSED = ["conv-output-size-drill"]


def before_append(store: Store, monkeypatch: pytest.MonkeyPatch, act: Callable[[Event], object]) -> None:
    append = store.append

    def late(event: Event) -> Progress:
        act(event)
        return append(event)

    monkeypatch.setattr(store, "append", late)


def test_what_another_terminal_logged_in_between_is_settled(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "reviews.db") as other:
        before_append(store, monkeypatch, other.append)
        assert settle(record(), store) == []
    assert [event.card for event in store.events()] == MISSED


def test_what_cannot_be_logged_for_another_reason_is_an_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Event) -> None:
        raise StoreError("the disk is full")

    before_append(store, monkeypatch, full)
    with pytest.raises(StoreError, match="full"):
        settle(record(), store)


def test_settled_once(store: Store) -> None:
    assert [event.card for event in settle(record(), store)] == MISSED
    assert settle(record(), store) == []
