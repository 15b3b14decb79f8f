"""Answers of problems in `convolution`, worked by hand or from the cited source, and parameters at their limits."""

from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ALEXNET = [[11, 4, 2], [3, 2], [5, 1, 2], [3, 2], [3, 1, 1], [3, 1, 1], [3, 1, 1], [3, 2]]
VGG_STAGES = [[3, 1, 1]] * 2 + [[2, 2]], [[3, 1, 1]] * 3 + [[2, 2]]
VGG_16 = VGG_STAGES[0] * 2 + VGG_STAGES[1] * 3

# The receptive fields of networks are also in the table of Araujo, Norris & Sim 2019, Distill.
ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("conv_output_size", "AlexNet's first layer", {"size": 227, "kernel": 11, "stride": 4}, (55, 55)),
    ("conv_output_size", "ResNet's stem", {"size": 224, "kernel": 7, "stride": 2, "padding": 3}, (112, 112)),
    ("conv_output_size", "LeNet's first layer", {"size": 32, "kernel": 5}, (28, 28)),
    ("conv_output_size", "dilated", {"size": 7, "kernel": 3, "dilation": 2}, (3, 3)),
    ("conv_output_size", "height and width", {"size": [5, 8], "kernel": [3, 2], "stride": [2, 3]}, (2, 3)),
    ("conv_output_size", "one place", {"size": 3, "kernel": 5, "padding": 1}, (1, 1)),
    ("receptive_field", "two 3x3", {"layers": [[3], [3]]}, 5),
    ("receptive_field", "three 3x3", {"layers": [[3], [3], [3]]}, 7),
    ("receptive_field", "ResNet's stem and pooling", {"layers": [[7, 2, 3], [3, 2, 1]]}, 11),
    ("receptive_field", "AlexNet", {"layers": ALEXNET}, 195),
    ("receptive_field", "VGG-16", {"layers": VGG_16}, 212),
    ("receptive_field", "VGG-16's stride", {"layers": VGG_16, "quantity": "effective_stride"}, 32),
    ("receptive_field", "dilated", {"layers": [[3], [3, 1, 2, 2], {"kernel": 3, "dilation": 4}]}, 15),
    ("receptive_field", "gaps", {"layers": [[1, 5], [2]]}, 6),
    ("receptive_field", "one pixel", {"layers": [[1, 1, 0, 16]]}, 1),
]

whole = st.integers
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "conv_output_size": st.fixed_dictionaries(
        {
            "size": st.tuples(whole(1, 300), whole(1, 300)),
            "kernel": st.tuples(whole(1, 40), whole(1, 40)),
            "stride": st.tuples(whole(1, 50), whole(1, 50)),
            "padding": st.tuples(whole(0, 50), whole(0, 50)),
            "dilation": st.tuples(whole(1, 9), whole(1, 9)),
        }
    ),
    "receptive_field": st.fixed_dictionaries(
        {
            "layers": st.lists(st.tuples(whole(1, 31), whole(1, 8), whole(0, 9), whole(1, 16)), min_size=1, max_size=4),
            "quantity": st.sampled_from(("receptive_field", "effective_stride")),
        }
    ),
}
