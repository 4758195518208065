"""The networks as Bearing has them (Sources/Learning/Network/NetworkConfig+Architectures.swift), block by block."""

import dataclasses

import torch
from torch import nn


class Block(nn.Module):
    """A layer with weights and what follows it, cut at the point where a direct method injects its signal."""

    def __init__(self, to_point: list[nn.Module], behind_point: list[nn.Module] = ()):
        super().__init__()
        self.to_point = nn.Sequential(*to_point)
        self.behind_point = nn.Sequential(*behind_point)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.behind_point(self.to_point(x))


@dataclasses.dataclass(frozen=True)
class Setup:
    """A network with the optimizer that the paper trains it with, and the batch that it is measured with."""

    input: tuple[int, ...]
    classes: int
    batch: int
    weight_decay: float
    dropout: float = 0.0
    width: int = 0

    @property
    def optimizer(self) -> dict:
        return {"lr": 1e-2, "momentum": 0.9, "nesterov": True, "weight_decay": self.weight_decay}

    @property
    def feedback_optimizer(self) -> dict:
        return self.optimizer | {"lr": 1e-4}


SETUPS = {
    "conv2": Setup(input=(3, 32, 32), classes=10, batch=64, weight_decay=1e-6),
    "fc5": Setup(input=(784,), classes=10, batch=64, weight_decay=1e-6, width=512),
    "alexnet": Setup(input=(3, 224, 224), classes=100, batch=32, weight_decay=1e-4, dropout=0.5),
}
KNOWN = "conv2, fc5, fc5:WIDTH, alexnet"


def setup(name: str) -> Setup:
    """The set-up of `conv2`, `alexnet`, `fc5` or `fc5:WIDTH`; a ValueError says which names there are."""
    base, _, width = name.partition(":")
    if base not in SETUPS or (width and (base != "fc5" or not width.isdigit() or int(width) < 1)):
        raise ValueError(f'there is no network "{name}"; known are {KNOWN}')
    return dataclasses.replace(SETUPS[base], width=int(width)) if width else SETUPS[base]


def build(name: str, dropout: bool = True) -> nn.ModuleList:
    """The network's blocks with PyTorch's own initial weights; the last one gives the logits."""
    shape = setup(name)
    rate = shape.dropout if dropout else 0.0
    make = {"conv2": conv2, "fc5": fc5, "alexnet": alexnet}[name.partition(":")[0]]
    return nn.ModuleList(make(shape, rate))


def conv2(shape: Setup, rate: float) -> list[Block]:
    """No padding on 32x32 pictures. The signal arrives behind the activation, in front of the pooling."""
    return [
        Block(convolution(3, 32, 3)),
        Block(convolution(32, 32, 3), [nn.MaxPool2d(2, 2)]),
        Block([nn.Flatten(), *linear(32 * 14 * 14, 128)]),
        Block([nn.Linear(128, shape.classes)]),
    ]


def fc5(shape: Setup, rate: float) -> list[Block]:
    widths = [*shape.input, shape.width, shape.width, shape.width, shape.width]
    hidden = [Block(linear(inputs, outputs)) for inputs, outputs in zip(widths, widths[1:])]
    return [*hidden, Block([nn.Linear(shape.width, shape.classes)])]


def alexnet(shape: Setup, rate: float) -> list[Block]:
    """torchvision's of one tower, with batch norm. The signal arrives at the block's output, behind pool and dropout."""
    dropout = [nn.Dropout(rate)] if rate else []
    return [
        Block([*convolution(3, 64, 11, stride=4, padding=2), nn.MaxPool2d(3, 2)]),
        Block([*convolution(64, 192, 5, padding=2), nn.MaxPool2d(3, 2)]),
        Block(convolution(192, 384, 3, padding=1)),
        Block(convolution(384, 256, 3, padding=1)),
        Block([*convolution(256, 256, 3, padding=1), nn.MaxPool2d(3, 2), *dropout]),
        Block([nn.Flatten(), *linear(256 * 6 * 6, 4096), *dropout]),
        Block(linear(4096, 4096)),
        Block([nn.Linear(4096, shape.classes)]),
    ]


def convolution(inputs: int, outputs: int, kernel: int, **options) -> list[nn.Module]:
    # In place, because nobody reads the batch norm's output again: it is what a careful PyTorch user writes.
    return [nn.Conv2d(inputs, outputs, kernel, **options), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


def linear(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.ReLU(inplace=True)]
