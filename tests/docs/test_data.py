"""docs/data.md is true: each of its examples is read by the code, and nothing that the code writes is missing."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from dlprep.bank.bank import Bank
from dlprep.interview import record
from dlprep.interview.record import read_line, write_line
from dlprep.store.database import APPLICATION_ID, MIGRATIONS, connect
from dlprep.store.event import KINDS
from dlprep.store.jsonl import LONGEST_LINE, from_lines, to_line
from dlprep.store.store import Store
from dlprep.sync.cards import exchange_cards
from dlprep.sync.folder import FULL
from tests.banks import card, choice_card, cloze_card, compute_card, derive_card, order_card, write_bank
from tests.review.test_session import Time, begin

PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
LOG, INTERVIEW = (block.splitlines() for block in re.findall(r"^```jsonl\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.mark.parametrize("line", LOG, ids=lambda line: str(json.loads(line)["id"]))
def test_a_line_of_the_log_is_written_as_it_was_read(line: str) -> None:
    (event,) = from_lines([line])
    assert json.loads(to_line(event)) == json.loads(line)


def test_every_key_of_an_answer_is_named(tmp_path: Path, store: Store, time: Time) -> None:
    """Of an answer to each kind of card: wrong where something can be typed, so that there is a verdict."""
    kinds = (card, compute_card, choice_card, cloze_card, order_card, derive_card)
    text = "".join(make(make.__name__.removesuffix("_card")) for make in kinds)
    session = begin(Bank([write_bank(tmp_path / "bank", {"own/a.yaml": text})], tmp_path / "index.json"), store, time)
    while (asked := session.asked) is not None:
        if asked.puzzle or asked.instance:
            session.check("27x27" if asked.instance else "a")
        asked.ticked.add(0)
        session.answer(4)
    written = {key for event in store.events() for key in event.detail}
    assert {"slip", "shown", "ticked", "seed"} <= written
    assert {key for key in written if f"`{key}`" not in PAGE} == set()


def test_there_is_a_line_of_every_kind() -> None:
    assert {json.loads(line)["kind"] for line in LOG} == set(KINDS)


@pytest.mark.parametrize("line", INTERVIEW, ids=lambda line: str(json.loads(line)["type"]))
def test_a_line_of_an_interview_has_every_field(line: str) -> None:
    read = read_line(line)
    assert json.loads(write_line(read)) == json.loads(line)
    assert set(json.loads(line)) == set(type(read).model_fields)


def test_there_is_a_line_of_every_type() -> None:
    types = {model.model_fields["type"].default for model in get_args(record.Line) if issubclass(model, BaseModel)}
    assert {json.loads(line)["type"] for line in INTERVIEW} == types


def test_an_edited_card_of_a_shared_folder_is_taken(tmp_path: Path) -> None:
    (line,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "dlprep-cards-0a1b2c3d.jsonl").write_text(line, encoding="utf-8")
    said = json.loads(line)
    assert exchange_cards(tmp_path / "overlay", tmp_path, "11111111") == ([said["card"]], [])
    assert (tmp_path / "overlay" / f"{said['card']}.yaml").read_text(encoding="utf-8") == said["text"]


def test_every_column_is_named(tmp_path: Path) -> None:
    connection = connect(tmp_path / "reviews.db")
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        (row,) = re.findall(rf"^\| `{table}` \| (.+) \|$", PAGE, re.MULTILINE)
        columns = [column[1] for column in connection.execute(f"PRAGMA table_info({table})")]
        named = re.findall(r"`([a-z_]+)`", re.sub(r"\(.*?\)", "", row))
        assert named == columns
    connection.close()
    assert f"0x{APPLICATION_ID:X}, `user_version` {len(MIGRATIONS)}" in PAGE.replace("`application_id` ", "")


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"at most {LONGEST_LINE:,} characters" in PAGE
    assert f"reached {FULL:,} bytes" in PAGE
