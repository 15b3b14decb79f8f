from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dlprep.render.stats.heatmap import LEVELS, MARGIN, heatmap
from dlprep.text import LANGUAGES, Language

TODAY = date(2026, 3, 10)  # a Tuesday
YEAR = TODAY - timedelta(days=364)


@given(
    st.dates(date(1970, 1, 1), date(9000, 1, 1)),
    st.integers(0, 500),
    st.sampled_from(LANGUAGES),
    st.sampled_from((60, 80, 120)),
)
def test_it_fits_and_has_a_cell_for_every_day(today: date, days: int, language: Language, width: int) -> None:
    lines = [line.plain for line in heatmap({}, today - timedelta(days=days), today, width, language)]
    assert all(cell_len(line) <= width for line in lines)
    cell = 2 if width == 120 or days < 100 else None
    cells = sum(line.count(LEVELS[0]) for line in lines[1:8])
    assert cells in {(min(days, 364) + 1) * size for size in ((cell,) if cell else (1, 2))}


def test_each_day_stands_in_its_week_and_weekday() -> None:
    lines = [line.plain for line in heatmap({TODAY: 3, YEAR: 3}, YEAR, TODAY, 60, "en")]
    tuesdays = lines[2]
    assert tuesdays[MARGIN] == tuesdays[-1] == LEVELS[1]
    assert len(tuesdays) == MARGIN + 53
    assert lines[1][MARGIN] == " "  # the Monday before the year began
    assert len(lines[3]) == MARGIN + 52  # tomorrow is not there yet


def test_shades_are_quarters_of_the_days_with_answers() -> None:
    """A day of 900 answers does not make the others pale."""
    counts = {TODAY - timedelta(days=ago): count for ago, count in enumerate((10, 20, 30, 900), start=1)}
    *_, legend = heatmap(counts, YEAR, TODAY, 80, "en")
    assert legend.plain.split() == ["·", "0", "░", "10", "▒", "20", "▓", "30", "█", "900"]


def test_the_legend_has_only_what_is_there() -> None:
    *_, legend = heatmap({TODAY: 7}, YEAR, TODAY, 80, "en")
    assert legend.plain.split() == ["·", "0", "░", "7"]


@pytest.mark.parametrize(
    ("language", "months"),
    [
        ("en", "Apr May Jun Jul Aug Sep Oct Nov Dec Jan Feb Mar".split()),
        ("zh", [f"{month}月" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]),
    ],
)
def test_months_stand_over_the_week_in_which_they_begin(language: Language, months: list[str]) -> None:
    lines = heatmap({}, YEAR, TODAY, 120, language)
    found = lines[0].plain.replace("月", "月 ").split()
    assert found[-11:] == months[-11:]
    march = cell_len(lines[0].plain[: lines[0].plain.rindex(months[-1])])
    week = (march - MARGIN) // 2
    monday = YEAR - timedelta(days=YEAR.weekday()) + timedelta(days=7 * week)
    assert (monday.month, monday.day) == (3, 2)
