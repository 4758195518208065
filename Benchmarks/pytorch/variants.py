"""The ways of running one network and method in PyTorch, of which the fastest counts."""

import dataclasses
import time

import methods
import networks
import torch

MODES = ("eager", "compiled")
LAYOUTS = {"nchw": torch.contiguous_format, "channels_last": torch.channels_last}
OPTIMIZERS = {"default": {}, "fused": {"fused": True}}
BATCHES = 8


@dataclasses.dataclass(frozen=True)
class Variant:
    """`eager` or `compiled`; `nchw`, `channels_last` or, without pictures, `flat`; one of the method's forms; SGD as
    scripts write it (`default`) or in one pass over each parameter (`fused`).
    """

    mode: str
    layout: str
    form: str
    optimizer: str

    def __str__(self) -> str:
        return f"{self.mode},{self.layout},{self.form},{self.optimizer}"

    @property
    def memory_format(self) -> torch.memory_format:
        return LAYOUTS.get(self.layout, torch.contiguous_format)


def all_of(network: str, method: str) -> list[list[Variant]]:
    """Those that differ in the optimizer alone are together: they can share a network, and what was compiled."""
    layouts = LAYOUTS if len(networks.setup(network).input) == 3 else ("flat",)
    return [
        [Variant(mode, layout, form, optimizer) for optimizer in OPTIMIZERS]
        for mode in MODES
        for layout in layouts
        for form in methods.FORMS[method]
    ]


class Trainer:
    """One network that is trained on random pictures, which are in memory from the start."""

    def __init__(self, network: str, method: str, batch: int, variant: Variant, precision: str, record: bool):
        if variant.mode == "compiled":
            # Every block is a graph of its own, and none of another variant's may count against the limit.
            torch.compiler.reset()
            torch._dynamo.config.recompile_limit = 64
        torch.manual_seed(1)
        self.precision, self.record, self.batch = precision, record, batch
        self.recorded: list[tuple[float, float]] = []
        shape = networks.setup(network)
        self.labels = [torch.randint(shape.classes, (batch,)) for _ in range(BATCHES)]
        self.pictures = [torch.randn(batch, *shape.input) for _ in range(BATCHES)]
        if len(shape.input) == 3:
            self.pictures = [p.contiguous(memory_format=variant.memory_format) for p in self.pictures]
        self.blocks = networks.build(network).to(memory_format=variant.memory_format)
        with self.autocast():
            self.method = methods.Method(
                method, variant.form, self.blocks, self.pictures[0], compiled=variant.mode == "compiled"
            )
        self.shape = shape
        self.optimize(variant.optimizer)
        self.steps = 0

    def optimize(self, optimizer: str) -> None:
        """Goes on with another of the optimizers, whose momentum starts at 0."""
        options = OPTIMIZERS[optimizer]
        self.optimizers = [torch.optim.SGD(self.blocks.parameters(), **options, **self.shape.optimizer)]
        if self.method.name == "dkp":
            self.optimizers.append(torch.optim.SGD(self.method.feedback, **options, **self.shape.feedback_optimizer))

    def autocast(self) -> torch.autocast:
        return torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.precision == "bf16")

    def step(self) -> torch.Tensor:
        """One iteration, optimizers included; gives the loss."""
        turn = self.steps % BATCHES
        with self.autocast():
            loss, logits = self.method.gradients(self.pictures[turn], self.labels[turn])
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        if self.record:
            accuracy = (logits.detach().argmax(1) == self.labels[turn]).float().mean()
            self.recorded.append((loss.item(), accuracy.item()))
        self.steps += 1
        return loss

    def warm_up(self, steps: int = 3) -> None:
        """What compiling and the first touch of memory cost is not measured."""
        for _ in range(steps):
            loss = self.step()
        if not torch.isfinite(loss):
            raise ArithmeticError(f"the loss is {loss.item()} after {steps} steps")

    def samples_per_second(self, seconds: float) -> float:
        """Of one block of whole steps that is at least so long."""
        start, first = time.perf_counter(), self.steps
        while (passed := time.perf_counter() - start) < seconds or self.steps == first:
            self.step()
        return (self.steps - first) * self.batch / passed
