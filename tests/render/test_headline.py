"""Short parts on lines: none is cut, and a line is too wide only where a part alone is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dlprep.render.columns import joined
from dlprep.render.headline import Headline
from tests.render.screens import as_text

PARTS = ("12/34", "once more today (2)", "卷积神经网络", "intermediate")


@pytest.mark.parametrize("width", [20, 40, 60, 200])
def test_a_headline_cuts_nothing(width: int) -> None:
    shown = as_text(Headline(*PARTS), width=width)
    assert all(part in shown for part in PARTS)
    assert max(map(cell_len, shown.splitlines())) <= width


def test_a_part_wider_than_the_line_is_wrapped() -> None:
    assert as_text(Headline("a part that is long", "b"), width=12) == "a part that\nis long\nb\n"


@given(st.lists(st.text("ab 中", min_size=1, max_size=8), min_size=1), st.integers(1, 30))
def test_parts_stay_whole_and_in_order(parts: list[str], width: int) -> None:
    lines = list(joined(parts, "|", width))
    assert "|".join(lines).split("|") == parts
    assert all(cell_len(line) <= width or "|" not in line for line in lines)
