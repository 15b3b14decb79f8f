"""Figures are found by name, and drawn with the learner's own numbers where they fit."""

from importlib import import_module
from typing import cast

import pytest

from dlprep.compute.registry import find_problem, problem_families
from dlprep.errors import UsageError
from dlprep.figures.diagram import Diagram, Label
from dlprep.figures.listing import figure_families
from dlprep.figures.plot import Plot
from dlprep.figures.registry import figure_of, find_figure


def test_an_unknown_name_says_the_nearest() -> None:
    with pytest.raises(UsageError) as error:
        find_figure("lstm_cel")
    assert "did you mean lstm_cell" in error.value.hint


def test_names_are_one_word_each_and_of_one_figure_each() -> None:
    assert len(figure_families()) > 30
    assert all(name.isidentifier() and name == name.lower() for name in figure_families())


def test_a_figure_that_is_drawn_of_numbers_is_named_as_their_problem() -> None:
    own = set(figure_families()) & set(problem_families())
    assert {"receptive_field", "conv_output_size", "activation_value_derivative"} <= own
    for name in own:
        assert hasattr(import_module(f"dlprep.figures.{figure_families()[name]}.{name}"), "of"), name


@pytest.mark.parametrize(
    ("layers", "field"),
    [
        pytest.param([[3, 1]], 3, id="one"),
        pytest.param([[3, 1], [3, 1]], 5, id="two"),
        pytest.param([[3, 2], [3, 2]], 7, id="strides"),
        pytest.param([[2, 2], [2, 2], [2, 2]], 8, id="pools"),
        pytest.param([[3, 1, 0, 2], [3, 1, 0, 4]], None, id="dilated"),
        pytest.param([[1, 3], [3, 1]], None, id="holes"),
    ],
)
def test_the_receptive_field_shows_as_many_pixels_as_there_are(layers: list[list[int]], field: int | None) -> None:
    problem = find_problem("receptive_field")
    params = problem.read_params({"layers": layers})
    figure = figure_of("receptive_field", params)
    assert figure is not None
    (plot,) = figure.panels
    assert isinstance(plot, Plot)
    seen = [mark.x for mark in plot.marks if mark.y == 0 and mark.shape == "dot"]
    assert max(seen) - min(seen) + 1 == problem.reference(params)
    if field is not None:
        assert len(seen) == field == problem.reference(params)


@pytest.mark.parametrize(
    "layers", [[[3, 1]] * 5, [[30, 1]], [[3, 2]] * 4], ids=["too-many-layers", "too-large", "too-wide"]
)
def test_too_large_a_field_is_not_drawn(layers: list[list[int]]) -> None:
    problem = find_problem("receptive_field")
    assert figure_of("receptive_field", problem.read_params({"layers": layers})) is None


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"size": 7, "kernel": 3, "stride": 2, "padding": 1}, id="plain"),
        pytest.param({"size": 9, "kernel": 3, "dilation": 2}, id="dilated"),
        pytest.param({"size": [6, 8], "kernel": [2, 3]}, id="height-counts"),
    ],
)
def test_a_kernel_is_shown_at_every_place(values: dict[str, object]) -> None:
    problem = find_problem("conv_output_size")
    params = problem.read_params(values)
    figure = figure_of("conv_output_size", params)
    assert figure is not None
    (diagram,) = figure.panels
    assert isinstance(diagram, Diagram)
    taps = [shape for shape in diagram.shapes if isinstance(shape, Label) and shape.text.en == "■"]
    (places, _) = cast(tuple[int, int], problem.reference(params))
    assert len({tap.y for tap in taps}) == places
    assert len(taps) == places * params.kernel[0]
