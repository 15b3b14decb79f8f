"""Answers about layers, and about networks of them, worked by hand or from the cited source."""

from typing import Any

from hypothesis import strategies as st

from dlprep.grading.answer import AnswerValue

ANSWERS: list[tuple[str, str, dict[str, Any], AnswerValue]] = [
    ("same_padding", "half the kernel", {"size": 32, "kernel": 5}, {"before": 2, "after": 2}),
    ("same_padding", "even kernel", {"size": 32, "kernel": 4}, {"before": 1, "after": 2}),
    ("same_padding", "dilated", {"size": 9, "kernel": 3, "dilation": 4}, {"before": 4, "after": 4}),
    # (7 - 1) * 2 + 3 - 14 = 1, and (112 - 1) * 2 + 7 - 224 = 5
    ("same_padding", "TensorFlow, one-sided", {"size": 14, "kernel": 3, "stride": 2}, {"before": 0, "after": 1}),
    ("same_padding", "TensorFlow, stem", {"size": 224, "kernel": 7, "stride": 2}, {"before": 2, "after": 3}),
    ("same_padding", "stride beyond kernel", {"size": 9, "kernel": 1, "stride": 3}, {"before": 0, "after": 0}),
    ("same_padding", "kernel beyond input", {"size": 2, "kernel": 9, "stride": 3}, {"before": 3, "after": 4}),
    # 10 * 10 + 1 = 101 parameters a kernel
    ("conv_param_count", "six 10x10", {"kernel": 10, "in_channels": 1, "out_channels": 6}, 606),
    ("conv_param_count", "LeNet's second", {"kernel": 5, "in_channels": 6, "out_channels": 16}, 2416),
    ("conv_param_count", "VGG's first", {"kernel": 3, "in_channels": 3, "out_channels": 64}, 1792),
    ("conv_param_count", "no bias", {"kernel": 7, "in_channels": 3, "out_channels": 64, "bias": False}, 9408),
    ("conv_param_count", "AlexNet in 2", {"kernel": 5, "in_channels": 96, "out_channels": 256, "groups": 2}, 307456),
    ("conv_param_count", "depthwise", {"kernel": 3, "in_channels": 32, "out_channels": 32, "groups": 32}, 320),
    ("conv_param_count", "rectangular", {"kernel": [1, 3], "in_channels": 2, "out_channels": 5}, 35),
    ("conv_flops", "one place", {"size": 3, "kernel": 3, "in_channels": 2, "out_channels": 5}, 90),
    (
        "conv_flops",
        "ResNet's stem",
        {"size": 224, "kernel": 7, "in_channels": 3, "out_channels": 64, "stride": 2, "padding": 3},
        118013952,
    ),
    (
        "conv_flops",
        "VGG's first, in FLOPs",
        {"size": 224, "kernel": 3, "in_channels": 3, "out_channels": 64, "padding": 1, "unit": "flops"},
        173408256,
    ),
    (
        "conv_flops",
        "depthwise",
        {"size": [4, 6], "kernel": [3, 1], "in_channels": 8, "out_channels": 8, "groups": 8},
        288,
    ),
    ("fc_param_count", "784 to 30", {"size": 28, "units": 30}, 23550),
    ("fc_param_count", "AlexNet's first", {"size": 6, "channels": 256, "units": 4096}, 37752832),
    ("fc_param_count", "no bias", {"size": [2, 3], "channels": 4, "units": 5, "bias": False}, 120),
    ("fc_param_count", "locally connected", {"size": 1000, "units": 1000, "window": 10}, 101000),
    ("fc_param_count", "windows in colour", {"size": 32, "channels": 3, "units": 7, "window": 2, "bias": False}, 84),
    ("mlp_param_count", "Nielsen's", {"sizes": [784, 30, 10]}, 23860),
    ("mlp_param_count", "one layer", {"sizes": [784, 30]}, 23550),
    ("mlp_param_count", "XOR", {"sizes": [2, 2, 1]}, 9),
    ("mlp_param_count", "three hidden", {"sizes": [3, 4, 5, 2, 1]}, 56),
    ("mlp_param_count", "no bias", {"sizes": [3, 4, 5], "bias": False}, 32),
    ("dilated_kernel_size", "three by two", {"kernel": 3, "dilation": 2}, (5, 5)),
    ("dilated_kernel_size", "ASPP", {"kernel": 3, "dilation": 18}, (37, 37)),
    ("dilated_kernel_size", "ordinary", {"kernel": 7, "dilation": 1}, (7, 7)),
    ("dilated_kernel_size", "a single tap", {"kernel": 1, "dilation": 5}, (1, 1)),
    ("dilated_kernel_size", "sides", {"kernel": [2, 5], "dilation": [4, 3]}, (5, 13)),
    ("bottleneck_cost", "ResNet's", {"channels": 256, "reduced": 64}, {"plain": 589824, "bottleneck": 69632}),
    ("bottleneck_cost", "small", {"channels": 4, "reduced": 1}, {"plain": 144, "bottleneck": 17}),
    (
        "bottleneck_cost",
        "multiply-adds",
        {"channels": 4, "reduced": 2, "kernel": 5, "size": [2, 3], "quantity": "multiply_adds"},
        {"plain": 2400, "bottleneck": 696},
    ),
    (
        "bottleneck_cost",
        "1x1 in the middle",
        {"channels": 8, "reduced": 4, "kernel": 1},
        {"plain": 64, "bottleneck": 80},
    ),
    ("spp_output_length", "21 bins", {"channels": 256, "levels": [4, 2, 1]}, 5376),
    ("spp_output_length", "SPP-net's 50 bins", {"channels": 256, "levels": [6, 3, 2, 1]}, 12800),
    ("spp_output_length", "global", {"channels": 7, "levels": [1], "size": [1, 1]}, 7),
    ("spp_output_length", "more bins than pixels", {"channels": 2, "levels": [5], "size": [3, 4]}, 50),
    ("pooling_output_size", "LeNet's", {"size": 28, "channels": 6, "kernel": 2}, (6, 14, 14)),
    (
        "pooling_output_size",
        "ResNet's",
        {"size": 112, "channels": 64, "kernel": 3, "stride": 2, "padding": 1},
        (64, 56, 56),
    ),
    ("pooling_output_size", "AlexNet's", {"size": 55, "channels": 96, "kernel": 3, "stride": 2}, (96, 27, 27)),
    (
        "pooling_output_size",
        "GoogLeNet's, rounded up",
        {"size": 112, "channels": 64, "kernel": 3, "stride": 2, "ceil_mode": True},
        (64, 56, 56),
    ),
    # windows would start at 0, 2 and 4 of 1 + 3 + 1 px: the third in the padding
    (
        "pooling_output_size",
        "a window in the padding",
        {"size": [3, 5], "channels": 2, "kernel": 2, "padding": 1, "ceil_mode": True},
        (2, 2, 3),
    ),
    ("pooling_output_size", "dropped pixels", {"size": [5, 7], "channels": 3, "kernel": [2, 3]}, (3, 2, 2)),
    ("conv2d_value", "an edge", {"x": [[3, 1, 4], [1, 5, 9]], "kernel": [[1, -1]]}, ((2, -3), (-4, -4))),
    # 1*1 + 2*0 + 4*0 + 5*2 = 11, and so on; turned round it would be 7 first
    (
        "conv2d_value",
        "not flipped",
        {"x": [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "kernel": [[1, 0], [0, 2]]},
        ((11, 14), (20, 23)),
    ),
    # d2l, section 7.2: the cross-correlation of 0..8 with 0..3
    (
        "conv2d_value",
        "d2l's",
        {"x": [[0, 1, 2], [3, 4, 5], [6, 7, 8]], "kernel": [[0, 1], [2, 3]]},
        ((19, 25), (37, 43)),
    ),
    # d2l, section 7.4: and a second channel 1..9 with 1..4
    (
        "conv2d_value",
        "two channels and a bias",
        {
            "x": [[[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]],
            "kernel": [[[0, 1], [2, 3]], [[1, 2], [3, 4]]],
            "bias": -56,
        },
        ((0, 16), (48, 64)),
    ),
    (
        "conv2d_value",
        "padded, stride 2",
        {"x": [[1, 2], [3, 4]], "kernel": [[1, 1], [1, 1]], "stride": 2, "padding": 1},
        ((1, 2), (3, 4)),
    ),
    # d2l, section 7.5
    ("pooling_value", "d2l's", {"x": [[0, 1, 2], [3, 4, 5], [6, 7, 8]], "stride": 1}, ((4, 5), (7, 8))),
    (
        "pooling_value",
        "d2l's average",
        {"x": [[0, 1, 2], [3, 4, 5], [6, 7, 8]], "stride": 1, "mode": "average"},
        ((2, 3), (5, 6)),
    ),
    ("pooling_value", "negative and padded", {"x": [[-1, -2], [-3, -4]], "padding": 1}, ((-1, -2), (-3, -4))),
    (
        "pooling_value",
        "zeros counted",
        {"x": [[4, 8], [12, 16]], "padding": 1, "mode": "average"},
        ((1, 2), (3, 4)),
    ),
    (
        "pooling_value",
        "zeros not counted",
        {"x": [[4, 8], [12, 16]], "padding": 1, "mode": "average", "count_padding": False},
        ((4, 8), (12, 16)),
    ),
    ("pooling_value", "dropped", {"x": [[1, 2, 9], [4, 3, 9], [9, 9, 9]]}, ((4,),)),
    (
        "pooling_backward",
        "to the maximum",
        {"x": [[1, 2], [4, 3]], "upstream": [[5]]},
        ((0, 0), (5, 0)),
    ),
    (
        "pooling_backward",
        "shared",
        {"x": [[1, 2], [4, 3]], "upstream": [[6]], "mode": "average"},
        ((1.5, 1.5), (1.5, 1.5)),
    ),
    (
        "pooling_backward",
        "one maximum of four windows",
        {"x": [[1, 2, 3], [4, 9, 5], [6, 7, 8]], "upstream": [[1, 2], [3, 4]], "stride": 1},
        ((0, 0, 0), (0, 10, 0), (0, 0, 0)),
    ),
    (
        "pooling_backward",
        "overlapping shares",
        {"x": [[1, 1, 1], [1, 1, 1], [1, 1, 1]], "upstream": [[4, 8], [12, 16]], "stride": 1, "mode": "average"},
        ((1, 3, 2), (4, 10, 6), (3, 7, 4)),
    ),
    (
        "pooling_backward",
        "a gap between windows",
        {"x": [[1, 2, 3], [4, 5, 6]], "upstream": [[1, -1]], "kernel": 1, "stride": 2},
        ((1, 0, -1), (0, 0, 0)),
    ),
    ("conv1x1_as_linear", "a dense layer", {"x": [[[2]], [[3]]], "weight": [[1, 1], [1, -1]]}, (5, -1)),
    (
        "conv1x1_as_linear",
        "one pixel of four",
        {"x": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], "weight": [[1, 10]], "bias": [0.5], "pixel": [1, 0]},
        (73.5,),
    ),
    ("conv1x1_as_linear", "one channel", {"x": [[1, 2, 3]], "weight": [[2], [-1]], "pixel": [0, 2]}, (6, -3)),
    (
        "conv1x1_as_linear",
        "three to two",
        {"x": [[[0, 1]], [[0, 2]], [[0, 3]]], "weight": [[1, 2, 3], [3, 2, 1]], "bias": [1, 0], "pixel": [0, 1]},
        (15, 10),
    ),
    # relu is on: 1 + 3 * 2
    ("residual_gradient", "one number", {"x": [1], "w1": [[2]], "w2": [[3]]}, ((7,),)),
    ("residual_gradient", "branch off", {"x": [-1], "w1": [[2]], "w2": [[3]]}, ((1,),)),
    # W1 x = (3, -1), so only the first unit is on: (1, 2)^T (1, 1) beside the identity
    (
        "residual_gradient",
        "half on",
        {"x": [1, 2], "w1": [[1, 1], [1, -1]], "w2": [[1, 0], [2, 1]]},
        ((2, 1), (2, 3)),
    ),
    (
        "residual_gradient",
        "a gradient goes back",
        {"x": [1, 2], "w1": [[1, 1], [1, -1]], "w2": [[1, 0], [2, 1]], "upstream": [1, -1]},
        (0, -2),
    ),
    (
        "residual_gradient",
        "wider inside",
        {"x": [1, 1], "w1": [[1, 0], [0, 1], [-1, -1]], "w2": [[1, 2, 5], [3, 4, 5]]},
        ((2, 2), (3, 5)),
    ),
    # d2l, section 7.6, prints these shapes
    ("network_shape_walk", "LeNet's conv1", {"network": "lenet5", "layer": "conv1"}, (6, 28, 28)),
    ("network_shape_walk", "LeNet's pool2", {"network": "lenet5", "layer": "pool2"}, (16, 5, 5)),
    # 156 + 2416 + 48120 + 10164 + 850
    ("network_shape_walk", "LeNet", {"network": "lenet5", "layer": "fc3", "quantity": "total"}, 61706),
    ("network_shape_walk", "AlexNet's pool5", {"network": "alexnet", "layer": "pool5"}, (256, 6, 6)),
    ("network_shape_walk", "AlexNet's conv1", {"network": "alexnet", "layer": "conv1"}, (64, 55, 55)),
    # torchvision documents the totals of its three
    ("network_shape_walk", "AlexNet", {"network": "alexnet", "layer": "fc8", "quantity": "total"}, 61100840),
    ("network_shape_walk", "VGG-16", {"network": "vgg16", "layer": "fc8", "quantity": "total"}, 138357544),
    ("network_shape_walk", "VGG's fc6", {"network": "vgg16", "layer": "fc6", "quantity": "parameters"}, 102764544),
    ("network_shape_walk", "VGG's pool5", {"network": "vgg16", "layer": "pool5"}, (512, 7, 7)),
    ("network_shape_walk", "VGG's fc7", {"network": "vgg16", "layer": "fc7"}, (4096,)),
    ("network_shape_walk", "ResNet-18", {"network": "resnet18", "layer": "fc", "quantity": "total"}, 11689512),
    ("network_shape_walk", "ResNet's stage 3", {"network": "resnet18", "layer": "layer3.1"}, (256, 14, 14)),
    ("network_shape_walk", "ResNet's average", {"network": "resnet18", "layer": "avgpool"}, (512, 1, 1)),
    # 9 * 64 * 128 + 9 * 128 * 128 + 64 * 128 and six times 128
    (
        "network_shape_walk",
        "a block that halves",
        {"network": "resnet18", "layer": "layer2.0", "quantity": "parameters"},
        230144,
    ),
    ("network_shape_walk", "pooling", {"network": "resnet18", "layer": "maxpool", "quantity": "parameters"}, 0),
]

whole = st.integers
small = st.integers(-9, 9)


def grids(least: int, most: int) -> st.SearchStrategy[list[list[int]]]:
    """Matrices of small whole numbers."""
    return whole(least, most).flatmap(
        lambda width: st.lists(st.lists(small, min_size=width, max_size=width), min_size=least, max_size=most)
    )


EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "same_padding": st.fixed_dictionaries(
        {"size": whole(1, 60), "kernel": whole(1, 20), "stride": whole(1, 16), "dilation": whole(1, 6)}
    ),
    "pooling_output_size": st.fixed_dictionaries(
        {
            "size": st.tuples(whole(1, 60), whole(1, 60)),
            "channels": whole(1, 8),
            "kernel": st.tuples(whole(1, 12), whole(1, 12)),
            "stride": st.none() | st.tuples(whole(1, 20), whole(1, 20)),
            "padding": st.tuples(whole(0, 6), whole(0, 6)),
            "ceil_mode": st.booleans(),
        }
    ),
    "conv2d_value": st.fixed_dictionaries(
        {
            "x": grids(1, 5),
            "kernel": grids(1, 4),
            "bias": small,
            "stride": whole(1, 4),
            "padding": whole(0, 2),
        }
    ),
    "pooling_value": st.fixed_dictionaries(
        {
            "x": grids(1, 6),
            "mode": st.sampled_from(("max", "average")),
            "kernel": whole(1, 4),
            "stride": st.none() | whole(1, 4),
            "padding": whole(0, 2),
            "count_padding": st.booleans(),
        }
    ),
}
