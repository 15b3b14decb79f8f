import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.bank.document import MAX_BYTES, read_file, read_text
from tests.fuzz.campaign import within


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("1e-3", 1e-3, id="float-without-point"),
        pytest.param("no", "no", id="no-is-a-word"),
        pytest.param("1:30", "1:30", id="no-sexagesimal"),
        pytest.param("0x10", "0x10", id="no-hexadecimal"),
        pytest.param("010", 10, id="no-octal"),
        pytest.param("-0.5", -0.5, id="negative"),
        pytest.param("'12'", "12", id="quoted-is-text"),
        pytest.param("true", True, id="true"),
        pytest.param("~", None, id="null"),
        pytest.param("[1000,1001]", [1000, 1001], id="list"),
        pytest.param("[[7,2,3],[3,2,1]]", [[7, 2, 3], [3, 2, 1]], id="lists"),
        pytest.param("{a: 1, b: x}", {"a": 1, "b": "x"}, id="mapping"),
        pytest.param("2026-01-01", "2026-01-01", id="no-dates"),
        pytest.param("\ufeffa: 1\r\n".replace("\ufeff", ""), {"a": 1}, id="crlf"),
        pytest.param("", None, id="empty"),
    ],
)
def test_values(text: str, value: Any) -> None:
    document = read_text(text)
    assert document.value == value
    assert type(document.value) is type(value)
    assert not document.problems


def test_lines_are_kept() -> None:
    document = read_text("a:\n  - x\n  - b: 1\n    c: 2\nd: |\n  text\n")
    assert document.line(("a", 1, "c")) == 4
    assert document.line(("d",)) == 5
    assert document.line(("a", 1, "missing")) == 3


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("a: 1\nb: 2\na: 3", 3, "'a' is there twice", id="repeated-key"),
        pytest.param("a: &x 1\nb: *x", 1, "anchors and aliases", id="anchor"),
        pytest.param("a: !!python/object/apply:os.system ['true']", 1, "tags", id="python-tag"),
        pytest.param("a: !!str 1", 1, "tags", id="standard-tag"),
        pytest.param("a: 1\n---\nb: 2", 2, "one YAML document", id="two-documents"),
        pytest.param("a: [1,\nb: 2]]", 2, "not YAML", id="broken"),
        pytest.param("a: 'x", 1, "not YAML", id="open-quote"),
        pytest.param("a: \x07", 1, "not YAML", id="control-character"),
        pytest.param("[" * 100, 1, "nested deeper", id="deep"),
        pytest.param("a: \udcff", 1, "not UTF-8", id="half-a-surrogate-pair"),
        pytest.param("? [a]\n: 1", 1, "key must be a word", id="list-as-key"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, message: str) -> None:
    problems = read_text(text).problems
    assert any(at == line and message in said.en for at, said in problems), problems


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param("[" * 1_000_000, id="deep-nesting"),
        pytest.param(
            "a: &a [x,x]\n" + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)),
            id="lol",
        ),
        pytest.param("- 1\n" * 300_000, id="many-values"),
        pytest.param("x: " + "9" * 500_000, id="long-number"),
    ],
)
def test_bombs_are_cheap(bomb: str) -> None:
    start = time.perf_counter()
    document = read_text(bomb)
    assert time.perf_counter() - start < 20
    assert document.problems or isinstance(document.value["x"], str)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert "larger than" in read_file(path).problems[0][1].en


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\nb: 卷积".encode("gbk"))
    assert [(line, said.en) for line, said in read_file(path).problems] == [
        (2, "the text is not UTF-8; save it as UTF-8")
    ]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_file(path).value == {"a": 1}


@pytest.mark.parametrize("kind", ["device", "pipe", "loop", "dangling", "folder"])
def test_only_a_regular_file_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.yaml"
    match kind:
        case "device":
            path.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "loop" | "dangling":
            path.symlink_to(path if kind == "loop" else tmp_path / "none")
        case "folder":
            path.mkdir()
    with within(1):
        (problem,) = read_file(path).problems
    assert ("not a regular file" if kind in ("device", "pipe", "folder") else "cannot be read") in problem[1].en


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert "cannot be read" in read_file(tmp_path / "none.yaml").problems[0][1].en


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    document = read_text(text)
    assert document.value is None or document.lines


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(alphabet=st.characters(categories=("L", "N"))),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(st.text(alphabet="abc", min_size=1, max_size=5), children, max_size=4)
    ),
    max_leaves=20,
)


@given(json_values)
def test_json_reads_as_json(value: Any) -> None:
    import json

    assert read_text(json.dumps(value, ensure_ascii=False)).value == value
