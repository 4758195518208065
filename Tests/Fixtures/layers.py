"""One layer at a time: convolution and pooling in many sizes, batch norm over pictures."""

import pathlib

import oracle
import torch
from torch import nn
from torch.nn import functional

# Name: channels, height, width; outputs, kernel, stride, padding.
CONVOLUTIONS = {
    "3x3": ((3, 7, 5), (4, 3, 1, 1)),
    "3x3-stride-2": ((3, 7, 6), (4, 3, 2, 1)),
    "3x3-stride-2-unpadded": ((2, 8, 6), (5, 3, 2, 0)),
    "1x1": ((4, 3, 5), (2, 1, 1, 0)),
    "2x2-padded": ((2, 5, 4), (3, 2, 2, 1)),
    "5x5-padded": ((2, 4, 6), (3, 5, 1, 2)),
    "11x11-stride-4": ((1, 23, 19), (2, 11, 4, 2)),
    "blocked": ((16, 5, 4), (16, 3, 1, 1)),
}
# Name: kernel, stride, padding, on 3 x 7 x 6.
POOLS = {"2-2": (2, 2, 0), "3-2": (3, 2, 0), "3-2-1": (3, 2, 1), "2-1-1": (2, 1, 1), "3-3": (3, 3, 0), "2-3": (2, 3, 0)}
SAMPLES = 2

generator = torch.Generator().manual_seed(19980401)
file = {}


def record(place, inputs, layer):
    """The output, and the gradient of <signal, output> with respect to each input."""
    inputs = {name: value.requires_grad_() for name, value in inputs.items()}
    output = layer(**inputs)
    signal = oracle.uniform(output.shape, -1, 1, generator)
    output.backward(signal)
    exact = oracle.exact_float32({name: value.detach() for name, value in inputs.items()} | {"signal": signal})
    file.update({f"{place}/{name}": value for name, value in exact.items()})
    file[f"{place}/output"] = output.detach()
    file.update({f"{place}/gradient/{name}": value.grad for name, value in inputs.items()})


for name, (picture, (outputs, kernel, stride, padding)) in CONVOLUTIONS.items():
    inputs = {
        "x": oracle.uniform((SAMPLES, *picture), -2, 2, generator),
        "weight": oracle.uniform((outputs, picture[0], kernel, kernel), -1, 1, generator),
        "bias": oracle.uniform((outputs,), -1, 1, generator),
    }
    file[f"convolution/{name}/sizes"] = torch.tensor([kernel, stride, padding], dtype=torch.uint8)
    record(
        f"convolution/{name}",
        inputs,
        lambda x, weight, bias: functional.conv2d(x, weight, bias, stride=stride, padding=padding),
    )
for name, (kernel, stride, padding) in POOLS.items():
    for kind, pool in {"max": functional.max_pool2d, "average": functional.avg_pool2d}.items():
        # Whole numbers from -2 to 2: most windows have several largest ones.
        x = torch.randint(-2, 3, (SAMPLES, 3, 7, 6), generator=generator).double()
        file[f"{kind}/{name}/sizes"] = torch.tensor([kernel, stride, padding], dtype=torch.uint8)
        record(f"{kind}/{name}", {"x": x}, lambda x: pool(x, kernel, stride, padding))

norm = nn.BatchNorm2d(3).double().train()
inputs = {
    "x": oracle.uniform((SAMPLES, 3, 4, 5), -2, 3, generator),
    "weight": oracle.uniform((3,), 0.5, 1.5, generator),
    "bias": oracle.uniform((3,), -0.5, 0.5, generator),
}
record(
    "norm",
    inputs,
    lambda x, weight, bias: functional.batch_norm(
        x, norm.running_mean, norm.running_var, weight, bias, training=True, momentum=0.1, eps=1e-5
    ),
)
file |= {"norm/running_mean": norm.running_mean, "norm/running_var": norm.running_var}
file["norm/evaluation"] = functional.batch_norm(
    inputs["x"].detach(), norm.running_mean, norm.running_var, inputs["weight"].detach(), inputs["bias"].detach()
)

oracle.save(pathlib.Path(__file__).with_suffix(".safetensors"), file, oracle.versions())
