import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dlprep.render.stats.bars import LONGEST_BAR, Row, rows, upright


@pytest.mark.parametrize(
    ("share", "cells"),
    [(0, 0), (0.001, 1), (0.5, 15), (0.999, LONGEST_BAR - 1), (1, LONGEST_BAR)],
    ids=["none", "a little", "half", "almost all", "all"],
)
def test_a_bar_is_full_only_for_all_and_empty_only_for_none(share: float, cells: int) -> None:
    (line,) = rows([Row("a", ("1",), share)], 80)
    assert line.plain.count("█") == cells


def test_numbers_stand_one_below_the_other() -> None:
    lines = rows([Row("一", ("1",)), Row("three", ("100",))], 60)
    assert [line.plain for line in lines] == ["  一       1", "  three  100"]


@given(
    st.lists(st.tuples(st.text("ab层", max_size=90), st.integers(0, 10**6), st.none() | st.floats(0, 1))),
    st.integers(40, 120),
)
def test_rows_fit(found: list[tuple[str, int, float | None]], width: int) -> None:
    lines = rows([Row(label, (str(number), "100%"), share) for label, number, share in found], width)
    assert len(lines) == len(found)
    assert all(cell_len(line.plain) <= width for line in lines)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=31), st.integers(1, 3))
def test_columns_stand_as_high_as_their_values(values: list[int], cell: int) -> None:
    lines = [line.plain.ljust(cell * len(values)) for line in upright(values, cell, 5)]
    heights = [sum(" ▁▂▃▄▅▆▇█".index(line[cell * i]) for line in lines) for i in range(len(values))]
    assert [height > 0 for height in heights] == [value > 0 for value in values]
    if any(values):
        assert heights[values.index(max(values))] == 40
    assert [heights[i] for i in sorted(range(len(values)), key=values.__getitem__)] == sorted(heights)
