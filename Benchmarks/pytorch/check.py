"""Whether the forms of dfa and dkp compute what they should: against `reference.py`, in float64, on one step."""

import copy
from collections.abc import Iterator

import methods
import networks
import reference
import torch
import variants

TOLERANCE = 1e-9


def differences(network: str, method: str, mode: str, batch: int) -> Iterator[tuple[variants.Variant, str, float]]:
    """For each variant the gradient that is furthest away, and how far: in parts of its largest number."""
    shape = networks.setup(network)
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(batch, *shape.input, generator=generator, dtype=torch.float64)
    labels = torch.randint(shape.classes, (batch,), generator=generator)
    torch.manual_seed(1)
    # Without dropout, whose masks would differ.
    start = networks.build(network, dropout=False).double()
    # The optimizer has no part in this.
    for variant, *_ in variants.all_of(network, method):
        if variant.mode != mode:
            continue
        blocks = copy.deepcopy(start).to(memory_format=variant.memory_format)
        pictures = x.contiguous(memory_format=variant.memory_format) if x.dim() == 4 else x
        run = methods.Method(method, variant.form, blocks, pictures, compiled=mode == "compiled")
        run.gradients(pictures, labels)
        matrices = [in_chw(matrix.detach(), a) for matrix, a in zip(run.feedback, run.examples)]
        expected = reference.gradients(start, matrices, x, labels)
        found = {name: p.grad for name, p in blocks.named_parameters()}
        if method == "dkp":
            learned = zip(run.feedback, run.examples)
            found |= {f"feedback.{i}": in_chw(matrix.grad, a) for i, (matrix, a) in enumerate(learned)}
        else:
            expected = {name: value for name, value in expected.items() if not name.startswith("feedback")}
        if found.keys() != expected.keys():
            raise AssertionError(f"{network} {method} {variant}: no gradient of {found.keys() ^ expected.keys()}")
        far = {name: distance(found[name], expected, name) for name in expected}
        name = max(far, key=far.get)
        yield variant, name, far[name]


def distance(found: torch.Tensor, expected: dict[str, torch.Tensor], name: str) -> float:
    # A bias in front of a batch norm has no gradient: what is left of it is rounding, and is measured by its weight's.
    scale = max(expected[n].abs().max() for n in (name, name.removesuffix("bias") + "weight") if n in expected)
    return ((found - expected[name]).abs().max() / scale).item()


def in_chw(matrix: torch.Tensor, point: torch.Tensor) -> torch.Tensor:
    """The columns in the order C, H, W, whatever the order of the block's tensor in memory."""
    place = methods.as_matrix(torch.arange(point[0].numel()).view(point[:1].shape).to(memory_format=layout(point)))[0]
    ordered = torch.empty_like(matrix)
    ordered[:, place] = matrix
    return ordered


def layout(point: torch.Tensor) -> torch.memory_format:
    last = point.dim() == 4 and point.is_contiguous(memory_format=torch.channels_last)
    return torch.channels_last if last else torch.contiguous_format


def run(network: str, method: str, mode: str, batch: int) -> bool:
    """Prints a line for each variant; whether all agree."""
    agree = True
    for variant, name, far in differences(network, method, mode, batch):
        agree = agree and far <= TOLERANCE
        print(f"{network} {method} {variant}: {far:.1e} at {name} {'ok' if far <= TOLERANCE else 'WRONG'}", flush=True)
    return agree
