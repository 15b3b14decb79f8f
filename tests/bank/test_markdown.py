from pathlib import Path

import pytest

from dlprep.bank.card import RecallCard
from dlprep.bank.load import load_file

NOTES = """\
# My notes

Not a question.

## What does `stride` 2 do? {#stride-two .convolution .sizes level=advanced}

It halves the side: $\\lfloor n/2 \\rfloor$ or so.

```python
## not a heading
```

- [ ] halves
- [x] floor

## 为什么要减去最大值？

因为 `exp` 会溢出。

- 这不是要点，是答案的一部分
# The end
Nothing here either.
"""


def cards(tmp_path: Path, text: str) -> tuple[list[RecallCard], list[str]]:
    path = tmp_path / "my notes.md"
    path.write_text(text, encoding="utf-8")
    loaded = load_file(path)
    found = [entry.card for entry in loaded.cards if isinstance(entry.card, RecallCard)]
    assert len(found) == len(loaded.cards)
    return found, [f"{finding.line}: {finding.message.en}" for finding in loaded.findings]


def test_headings_are_questions(tmp_path: Path) -> None:
    (stride, maximum), findings = cards(tmp_path, NOTES)
    assert findings == []
    assert (stride.id, stride.level, stride.tags) == ("stride-two", "advanced", ("convolution", "sizes"))
    assert stride.question.zh == stride.question.en == "What does `stride` 2 do?"
    assert stride.answer.en.endswith("```python\n## not a heading\n```")
    assert [point.en for point in stride.points] == ["halves", "floor"]
    assert maximum.answer.zh == "因为 `exp` 会溢出。\n\n- 这不是要点，是答案的一部分"
    assert maximum.points == ()


def test_an_id_stays_when_the_answer_changes_and_others_are_added(tmp_path: Path) -> None:
    before = cards(tmp_path, "## One?\na\n")[0][0].id
    again = cards(tmp_path, "## Zero?\nz\n## One?\nb\n")[0][1].id
    assert before == again
    assert before.startswith("my-notes-")


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        pytest.param("just text\n", ["1: there is no question in it; begin each with `## `"], id="no-question"),
        pytest.param("## One?\n\n## Two?\nb\n", ["1: the question has no answer under it"], id="no-answer"),
        pytest.param(
            "## One? {#One}\na\n", ["1: id: 'One' must be lower-case words and digits joined by hyphens"], id="id"
        ),
        pytest.param(
            "## One? {level=hard}\na\n", ["1: level: must be one of basic, intermediate, advanced"], id="level"
        ),
        pytest.param("## One? {colour=red}\na\n", ["1: unknown key `colour`; remove it"], id="unknown"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, findings: list[str]) -> None:
    assert cards(tmp_path, text)[1] == findings


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"## One?\n\xff\n")
    assert [finding.message.en for finding in load_file(tmp_path / "a.md").findings] == [
        "the text is not UTF-8; save it as UTF-8"
    ]


@pytest.mark.parametrize(
    ("heading", "question", "tags"),
    [
        pytest.param("## What is C#", "What is C#", (), id="a-sign-of-the-word"),
        pytest.param("## Why? ##", "Why?", (), id="closed"),
        pytest.param("## Why? ## {.a}", "Why?", ("a",), id="closed-before-attributes"),
        pytest.param("## Why? {.a .b} ##", "Why?", ("a", "b"), id="closed-after-attributes"),
        pytest.param("## Why C#? {.a}", "Why C#?", ("a",), id="attributes"),
        pytest.param("## What is {a, b}", "What is {a, b}", (), id="a-set"),
        pytest.param("## What is {.a b}", "What is {.a b}", (), id="one-word-is-no-attribute"),
        pytest.param("## What is {}", "What is {}", (), id="empty-braces"),
        pytest.param("## What is {...}", "What is {...}", (), id="dots"),
    ],
)
def test_what_of_a_heading_is_the_question(tmp_path: Path, heading: str, question: str, tags: tuple[str, ...]) -> None:
    (card,), findings = cards(tmp_path, f"{heading}\nBecause.\n")
    assert (card.question.en, card.tags, findings) == (question, tags, [])


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param("```\n## code\n```", 1, id="fenced"),
        pytest.param("``` a`b\n## question\nb", 2, id="a-backtick-in-the-info-string"),
        pytest.param("~~~ a`b\n## code\n~~~", 1, id="a-backtick-after-tildes"),
        pytest.param("````\n```\n## code\n```\n````", 1, id="a-shorter-fence-within"),
        pytest.param("```\n````\n## question\nb", 2, id="closed-by-a-longer-fence"),
        pytest.param("```\n``` python\n## code\n```", 1, id="an-info-string-closes-nothing"),
        pytest.param("```\n~~~\n## code\n```", 1, id="another-character"),
        pytest.param("```\n    ```\n## code\n```", 1, id="indented-within"),
        pytest.param("- a\n    ```\n## code\n    ```", 1, id="in-a-list"),
        pytest.param("```\n```  \n## question\nb", 2, id="spaces-after"),
    ],
)
def test_headings_in_fenced_code_are_code(tmp_path: Path, body: str, count: int) -> None:
    assert len(cards(tmp_path, f"## One?\n{body}\n")[0]) == count
