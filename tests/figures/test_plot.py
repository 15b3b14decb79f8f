"""Curves are cut at the edges of a plot, and keys stand apart."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.figures.plot import Axis, Plot, Point, Series, bars, ellipse, inside, key_places
from dlprep.text import Text

UNIT = Plot(Axis(0, 1), Axis(0, 1))


@pytest.mark.parametrize(
    ("stroke", "expected"),
    [
        pytest.param(((0.2, 0.2), (0.8, 0.8)), [((0.2, 0.2), (0.8, 0.8))], id="inside"),
        pytest.param(((-1, 0.5), (2, 0.5)), [((0, 0.5), (1, 0.5))], id="through"),
        pytest.param(((-1, -1), (-2, 3)), [], id="outside"),
        pytest.param(
            ((0.5, 0.5), (0.5, 2), (0.7, 0.5)), [((0.5, 0.5), (0.5, 1)), ((0.63, 1), (0.7, 0.5))], id="out-in"
        ),
    ],
)
def test_a_curve_is_cut_at_the_edges(stroke: tuple[Point, ...], expected: list[tuple[Point, ...]]) -> None:
    found = inside(stroke, UNIT)
    assert [[pytest.approx(point, abs=0.01) for point in piece] for piece in expected] == [list(p) for p in found]


points = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


@given(st.lists(points, min_size=2, max_size=8))
def test_nothing_of_it_is_outside(stroke: list[Point]) -> None:
    for piece in inside(tuple(stroke), UNIT):
        assert all(-1e-9 <= value <= 1 + 1e-9 for point in piece for value in point)


def test_keys_stand_on_their_curves_and_apart() -> None:
    series = tuple(Series(Text("a", "a"), (((0, 0), (1, slope)),), str(slope)) for slope in (0.2, 0.5, 0.9))
    places = key_places(Plot(Axis(0, 1), Axis(0, 1), series))
    for place, slope in zip(places, (0.2, 0.5, 0.9), strict=True):
        assert place is not None
        assert place[1] == pytest.approx(slope * place[0], abs=0.01)
    assert len(set(places)) == 3


def test_shapes() -> None:
    assert all(math.hypot(x, y) == pytest.approx(2) for x, y in ellipse(0, 0, 2, 2, 0.3))
    assert bars([0, 1, 2], [3, 1]) == ((0, 0), (0, 3), (1, 3), (1, 1), (2, 1), (2, 0))
