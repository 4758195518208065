"""One step of dfa or dkp by hand: formulas instead of autograd, to hold both forms of `methods.py` against.

    s_l = δ B_l                 δ = (softmax(logits) - y) / N
    ∂B_l = δᵀ a_l
    from s_l to the block's own weights: the chain rule through pooling, ReLU, batch norm and the layer
"""

import torch
from torch import nn
from torch.nn import functional


@torch.no_grad()
def gradients(
    blocks: nn.ModuleList, feedback: list[torch.Tensor], x: torch.Tensor, labels: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Gradients by parameter name, and `feedback.0`, ... for the matrices.

    `feedback` has a matrix (classes, n) for each hidden block, its columns in the order C, H, W. Networks without dropout.
    """
    tapes, points = [], []
    for block in blocks:
        tape, x = run(block.to_point, x)
        tapes.append(tape)
        points.append(x)
        _, x = run(block.behind_point, x)
    error = (x.softmax(1) - functional.one_hot(labels, x.shape[1])) / len(x)
    found = {f"feedback.{i}": error.t() @ a.flatten(1) for i, a in enumerate(points[:-1])}
    signals = [(error @ matrix).view(a.shape) for matrix, a in zip(feedback, points)] + [error]
    for index, (tape, signal) in enumerate(zip(tapes, signals)):
        found |= {f"{index}.to_point.{name}": g for name, g in backward(tape, signal).items()}
    return found


def run(layers: nn.Sequential, x: torch.Tensor) -> tuple[list, torch.Tensor]:
    """The output, and for each layer its name, the layer, its input and its output."""
    tape = []
    for name, layer in layers.named_children():
        match layer:
            case nn.Flatten():
                y = x.flatten(1)
            case nn.Linear():
                y = x @ layer.weight.t() + layer.bias
            case nn.Conv2d():
                # Columns (N, inputs k k, places), so that the convolution is a matrix product.
                columns = functional.unfold(x, layer.kernel_size, padding=layer.padding, stride=layer.stride)
                height = (x.shape[2] + 2 * layer.padding[0] - layer.kernel_size[0]) // layer.stride[0] + 1
                y = layer.weight.flatten(1) @ columns + layer.bias[:, None]
                y = y.view(len(x), layer.out_channels, height, -1)
                x = columns
            case nn.BatchNorm1d() | nn.BatchNorm2d():
                y = normalized(x, layer) * broadcast(layer.weight, x) + broadcast(layer.bias, x)
            case nn.ReLU():
                y = torch.where(x > 0, x, 0)
            case nn.MaxPool2d():
                y = windows(x, layer).amax(-1)
            case _:
                raise ValueError(f"no formula for {layer}")
        tape.append((name, layer, x, y))
        x = y
    return tape, x


def backward(tape: list, signal: torch.Tensor) -> dict[str, torch.Tensor]:
    """From the signal at the last output to the gradients of the weights on the tape, whose first layer has them."""
    found = {}
    for name, layer, x, y in reversed(tape):
        match layer:
            case nn.Linear():
                found |= {f"{name}.weight": signal.t() @ x, f"{name}.bias": signal.sum(0)}
            case nn.Conv2d():
                flat = signal.flatten(2)
                weight = torch.einsum("nop,nkp->ok", flat, x)
                found |= {f"{name}.weight": weight.view_as(layer.weight), f"{name}.bias": flat.sum((0, 2))}
            case nn.BatchNorm1d() | nn.BatchNorm2d():
                over = [d for d in range(x.dim()) if d != 1]
                unit = normalized(x, layer)
                found |= {f"{name}.weight": (signal * unit).sum(over), f"{name}.bias": signal.sum(over)}
                s = signal * broadcast(layer.weight, x)
                s = s - s.mean(over, keepdim=True) - unit * (s * unit).mean(over, keepdim=True)
                signal = s / (x.var(over, unbiased=False, keepdim=True) + layer.eps).sqrt()
            case nn.ReLU():
                signal = torch.where(x > 0, signal, 0)
            case nn.MaxPool2d():
                signal = to_largest(signal, x, layer)
    return found


def broadcast(vector: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    return vector.view(1, -1, *[1] * (x.dim() - 2))


def normalized(x: torch.Tensor, layer: nn.Module) -> torch.Tensor:
    over = [d for d in range(x.dim()) if d != 1]
    deviation = (x.var(over, unbiased=False, keepdim=True) + layer.eps).sqrt()
    return (x - x.mean(over, keepdim=True)) / deviation


def windows(x: torch.Tensor, layer: nn.MaxPool2d) -> torch.Tensor:
    """(N, C, H, W, k k): the numbers of each window."""
    size, stride = layer.kernel_size, layer.stride
    return x.unfold(2, size, stride).unfold(3, size, stride).flatten(4)


def to_largest(signal: torch.Tensor, x: torch.Tensor, layer: nn.MaxPool2d) -> torch.Tensor:
    """Each window's signal added where its largest number is, the first one of several."""
    size, stride = layer.kernel_size, layer.stride
    largest = windows(x, layer).argmax(-1)
    rows, columns = torch.arange(largest.shape[2]) * stride, torch.arange(largest.shape[3]) * stride
    place = (rows[:, None] + largest // size) * x.shape[3] + columns + largest % size
    spread = torch.zeros_like(x).flatten(2)
    return spread.scatter_add_(2, place.flatten(2), signal.flatten(2)).view_as(x)
