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
    return found, [f"{finding.line}: {finding.message}" for finding in loaded.findings]


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
            "## One? {level=hard}\na\n", ["1: level: should be 'basic', 'intermediate' or 'advanced'"], id="level"
        ),
        pytest.param("## One? {colour=red}\na\n", ["1: unknown key `colour`; remove it"], id="unknown"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, findings: list[str]) -> None:
    assert cards(tmp_path, text)[1] == findings


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"## One?\n\xff\n")
    assert [finding.message for finding in load_file(tmp_path / "a.md").findings] == [
        "the text is not UTF-8; save it as UTF-8"
    ]
