import csv
import io
from pathlib import Path

import pytest

from dlprep.bank.bank import Bank
from dlprep.book.table import as_csv
from tests.banks import card, compute_card, write_bank


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    files = {"a/a.yaml": card("one", tags="x, y").replace("The answer", "=cmd()") + compute_card("two")}
    return Bank([write_bank(tmp_path / "bank", files)], tmp_path / "index.json")


def test_a_row_a_card_and_no_formula_for_a_spreadsheet(bank: Bank) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(bank, bank.entries.values(), ("en", "zh")))))
    assert rows == [
        ["id", "topic", "kind", "level", "tags", "question_en", "answer_en", "question_zh", "answer_zh"],
        ["one", "a", "recall", "basic", "x y", "What is one?", "'=cmd() $x^2$", "one 是什么？", "答案 $x^2$"],
        ["two", "a", "compute", "basic", "", "Output size of a 2-D convolution", "", "卷积输出的高和宽", ""],
    ]


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_what_a_spreadsheet_would_run_is_quoted(tmp_path: Path, start: str) -> None:
    text = card("one").replace("The answer $x^2$", f"{start}1+1").replace("答案 $x^2$", f"{start}1")
    bank = Bank([write_bank(tmp_path / "bank", {"a.yaml": text})], tmp_path / "index.json")
    row = list(csv.reader(io.StringIO(as_csv(bank, bank.entries.values(), ("en",)))))[1]
    assert not row[-1].startswith(start)
