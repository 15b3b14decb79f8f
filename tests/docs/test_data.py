"""docs/data.md is true: each of its examples is read by the code, and nothing that the code writes is missing."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from dlprep.interview import record
from dlprep.interview.record import read_line, write_line
from dlprep.store.database import APPLICATION_ID, MIGRATIONS, connect
from dlprep.store.event import KINDS
from dlprep.store.jsonl import LONGEST_LINE, from_lines, to_line
from dlprep.sync.folder import FULL

PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
LOG, INTERVIEW = (block.splitlines() for block in re.findall(r"^```jsonl\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("line", LOG, ids=lambda line: str(json.loads(line)["id"]))
def test_a_line_of_the_log_is_written_as_it_was_read(line: str) -> None:
    (event,) = from_lines([line])
    assert json.loads(to_line(event)) == json.loads(line)


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
