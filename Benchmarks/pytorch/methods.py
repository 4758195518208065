"""bp, dfa and dkp: from a batch to the gradients of every parameter."""

import functools
import typing

import torch
from torch import nn
from torch.nn import functional

METHODS = ("bp", "dfa", "dkp")
# How a direct method is told to autograd: see `gradients_hook` and `gradients_detached`.
FORMS = ("hook", "detached")


def as_matrix(value: torch.Tensor) -> torch.Tensor:
    """(N, n), the columns in the order in which they lie in memory, so that nothing is copied."""
    if value.dim() == 4 and value.is_contiguous(memory_format=torch.channels_last):
        value = value.permute(0, 2, 3, 1)
    return value.reshape(len(value), -1)


def as_tensor(matrix: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The inverse of `as_matrix` for a matrix that belongs to `like`."""
    if like.dim() == 4 and like.is_contiguous(memory_format=torch.channels_last):
        batch, channels, height, width = like.shape
        return matrix.view(batch, height, width, channels).permute(0, 3, 1, 2)
    return matrix.view(like.shape)


class Step(typing.NamedTuple):
    loss: torch.Tensor
    logits: torch.Tensor
    # a_l of each block with a matrix.
    points: list[torch.Tensor]


class Method:
    """One method over one network's blocks.

    `feedback` has a matrix B (classes, n) for each hidden block, its columns in the order of the block's tensor in memory;
    it is empty for bp.
    """

    def __init__(self, name: str, form: str | None, blocks: nn.ModuleList, example: torch.Tensor, compiled: bool):
        self.name, self.blocks = name, blocks
        self.hidden, self.output = list(blocks)[:-1], blocks[-1]
        self.feedback = [] if name == "bp" else self.draw(example)
        compiler = torch.compile if compiled else lambda function: function
        if name == "bp":
            self.forward = compiler(self.forward)
            self.gradients = self.gradients_bp
        elif form == "hook":
            # Autograd calls a hook between two blocks, so that each block is a graph of its own.
            self.to_points = [compiler(block.to_point) for block in self.hidden]
            self.behind_points = [compiler(b.behind_point) if len(b.behind_point) else None for b in self.hidden]
            self.to_logits = compiler(self.output)
            self.gradients = self.gradients_hook
        elif form == "detached":
            self.points = compiler(self.points)
            self.gradients = self.gradients_detached
        else:
            raise ValueError(f'there is no form "{form}" of {name}; known are {", ".join(FORMS)}')

    def draw(self, example: torch.Tensor) -> list[nn.Parameter]:
        """Kaiming uniform, as the paper: U(±sqrt(6 / n)). Learns the points' sizes by running the blocks once."""
        self.blocks.eval()
        with torch.no_grad():
            *points, logits = self.points(example)
        self.blocks.train()
        classes = logits.shape[1]
        matrices = [torch.empty(classes, p[0].numel(), dtype=p.dtype) for p in points]
        for matrix in matrices:
            nn.init.uniform_(matrix, -((6 / matrix.shape[1]) ** 0.5), (6 / matrix.shape[1]) ** 0.5)
        return [nn.Parameter(matrix, requires_grad=self.name == "dkp") for matrix in matrices]

    # bp

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for block in self.blocks:
            x = block(x)
        return x

    def gradients_bp(self, x: torch.Tensor, labels: torch.Tensor) -> Step:
        logits = self.forward(x)
        loss = functional.cross_entropy(logits, labels)
        loss.backward()
        return Step(loss, logits, [])

    # dfa and dkp

    def gradients_hook(self, x: torch.Tensor, labels: torch.Tensor) -> Step:
        """The author's form: backpropagation runs, and a hook puts another gradient in the place of its own."""
        caught, points = [], []
        for to_point, behind_point, matrix in zip(self.to_points, self.behind_points, self.feedback):
            x = to_point(x)
            points.append(x.detach())
            x.register_hook(functools.partial(replacement, caught, matrix, points[-1]))
            x = behind_point(x) if behind_point else x
        logits = self.to_logits(x)
        logits.register_hook(caught.append)
        loss = functional.cross_entropy(logits, labels)
        loss.backward()
        self.learn(caught[0], points)
        return Step(loss, logits, points)

    def points(self, x: torch.Tensor) -> list[torch.Tensor]:
        """Each hidden block's point and the logits; no gradient flows from block to block."""
        points = []
        for block in self.hidden:
            points.append(block.to_point(x))
            # Detached first: what lies behind a point then has nothing to remember for a way back.
            x = block.behind_point(points[-1].detach())
        return [*points, self.output(x)]

    def gradients_detached(self, x: torch.Tensor, labels: torch.Tensor) -> Step:
        """Blocks that do not know of each other: each gets its signal, and nothing is transported between them."""
        *points, logits = self.points(x)
        outputs = logits.detach().requires_grad_()
        loss = functional.cross_entropy(outputs, labels)
        (error,) = torch.autograd.grad(loss, outputs)
        signals = [as_tensor(signal(error, matrix, a), a) for matrix, a in zip(self.feedback, points)]
        torch.autograd.backward([logits, *points], [error, *signals])
        self.learn(error, points)
        return Step(loss, logits, points)

    @torch.no_grad()
    def learn(self, error: torch.Tensor, points: list[torch.Tensor]) -> None:
        """dkp's ∂B = δᵀ a; the 1/N is in δ."""
        if self.name == "dkp":
            for matrix, a in zip(self.feedback, points):
                matrix.grad = (error.to(a.dtype).t() @ as_matrix(a)).to(matrix.dtype)


@torch.no_grad()
def signal(error: torch.Tensor, matrix: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """s = δ B, (N, n), in the number format of the block's tensor."""
    return error.to(like.dtype) @ matrix.to(like.dtype)


def replacement(caught: list, matrix: torch.Tensor, point: torch.Tensor, _: torch.Tensor) -> torch.Tensor:
    """What a hook returns in the place of the gradient that it is given."""
    return as_tensor(signal(caught[0], matrix, point), point)
