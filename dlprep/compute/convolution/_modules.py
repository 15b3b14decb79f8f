"""Real networks as torch modules, in the order in which an image meets them, by the names of their layers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    Modules = dict[str, torch.nn.Module]
    Image = tuple[int, int, int]


def _lenet5() -> "tuple[Image, Modules]":
    """d2l, section 7.6."""
    from torch import nn

    return (1, 28, 28), {
        "conv1": nn.Sequential(nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.Sigmoid()),
        "pool1": nn.AvgPool2d(kernel_size=2, stride=2),
        "conv2": nn.Sequential(nn.Conv2d(6, 16, kernel_size=5), nn.Sigmoid()),
        "pool2": nn.AvgPool2d(kernel_size=2, stride=2),
        "fc1": nn.Sequential(nn.Flatten(), nn.Linear(16 * 5 * 5, 120), nn.Sigmoid()),
        "fc2": nn.Sequential(nn.Linear(120, 84), nn.Sigmoid()),
        "fc3": nn.Linear(84, 10),
    }


def _alexnet() -> "tuple[Image, Modules]":
    """torchvision.models.alexnet."""
    from torch import nn

    return (3, 224, 224), {
        "conv1": nn.Sequential(nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2), nn.ReLU()),
        "pool1": nn.MaxPool2d(kernel_size=3, stride=2),
        "conv2": nn.Sequential(nn.Conv2d(64, 192, kernel_size=5, padding=2), nn.ReLU()),
        "pool2": nn.MaxPool2d(kernel_size=3, stride=2),
        "conv3": nn.Sequential(nn.Conv2d(192, 384, kernel_size=3, padding=1), nn.ReLU()),
        "conv4": nn.Sequential(nn.Conv2d(384, 256, kernel_size=3, padding=1), nn.ReLU()),
        "conv5": nn.Sequential(nn.Conv2d(256, 256, kernel_size=3, padding=1), nn.ReLU()),
        "pool5": nn.MaxPool2d(kernel_size=3, stride=2),
        "fc6": nn.Sequential(
            nn.AdaptiveAvgPool2d(6), nn.Flatten(), nn.Dropout(), nn.Linear(256 * 6 * 6, 4096), nn.ReLU()
        ),
        "fc7": nn.Sequential(nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU()),
        "fc8": nn.Linear(4096, 1000),
    }


def _vgg16() -> "tuple[Image, Modules]":
    """torchvision.models.vgg16, configuration D of the paper."""
    from torch import nn

    modules: Modules = {}
    channels, stage, number = 3, 1, 0
    for units in (64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"):
        if isinstance(units, int):
            number += 1
            modules[f"conv{stage}_{number}"] = nn.Sequential(nn.Conv2d(channels, units, 3, padding=1), nn.ReLU())
            channels = units
        else:
            modules[f"pool{stage}"] = nn.MaxPool2d(kernel_size=2, stride=2)
            stage, number = stage + 1, 0
    modules["fc6"] = nn.Sequential(nn.AdaptiveAvgPool2d(7), nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU())
    modules["fc7"] = nn.Sequential(nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU())
    modules["fc8"] = nn.Sequential(nn.Dropout(), nn.Linear(4096, 1000))
    return (3, 224, 224), modules


def _resnet18() -> "tuple[Image, Modules]":
    """torchvision.models.resnet18."""
    from torch import Tensor, nn

    class BasicBlock(nn.Module):  # type: ignore[misc]
        def __init__(self, channels: int, units: int, stride: int) -> None:
            super().__init__()
            self.conv1 = nn.Conv2d(channels, units, kernel_size=3, stride=stride, padding=1, bias=False)
            self.bn1 = nn.BatchNorm2d(units)
            self.conv2 = nn.Conv2d(units, units, kernel_size=3, padding=1, bias=False)
            self.bn2 = nn.BatchNorm2d(units)
            self.downsample: nn.Module = nn.Identity()
            if stride != 1 or channels != units:
                conv = nn.Conv2d(channels, units, kernel_size=1, stride=stride, bias=False)
                self.downsample = nn.Sequential(conv, nn.BatchNorm2d(units))

        def forward(self, x: Tensor) -> Tensor:
            out = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
            return (out + self.downsample(x)).relu()

    return (3, 224, 224), {
        "conv1": nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False),
        "bn1": nn.Sequential(nn.BatchNorm2d(64), nn.ReLU()),
        "maxpool": nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
        "layer1.0": BasicBlock(64, 64, 1),
        "layer1.1": BasicBlock(64, 64, 1),
        "layer2.0": BasicBlock(64, 128, 2),
        "layer2.1": BasicBlock(128, 128, 1),
        "layer3.0": BasicBlock(128, 256, 2),
        "layer3.1": BasicBlock(256, 256, 1),
        "layer4.0": BasicBlock(256, 512, 2),
        "layer4.1": BasicBlock(512, 512, 1),
        "avgpool": nn.AdaptiveAvgPool2d(1),
        "fc": nn.Sequential(nn.Flatten(), nn.Linear(512, 1000)),
    }


MODULES = {"lenet5": _lenet5, "alexnet": _alexnet, "vgg16": _vgg16, "resnet18": _resnet18}
