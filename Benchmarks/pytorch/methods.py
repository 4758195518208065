"""bp, dfa and dkp: from a batch to the gradients of every parameter."""

import functools

import torch
from torch import nn
from torch.nn import functional

FORMS = {"bp": ("plain",), "dfa": ("hook", "detached", "one_graph"), "dkp": ("hook", "detached", "one_graph")}
"""How a method is told to autograd, by method."""

Step = tuple[torch.Tensor, torch.Tensor]
"""The batch's mean loss and its logits."""


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


class Method:
    """One method over one network's blocks. `gradients` leaves the gradient in every parameter.

    `feedback` has a matrix B (classes, n) for each hidden block, its columns in the order of the block's tensor in memory;
    it is empty for bp. `examples` are such tensors without their numbers.
    """

    def __init__(self, name: str, form: str, blocks: nn.ModuleList, pictures: torch.Tensor, compiled: bool):
        self.name, self.blocks = name, blocks
        self.hidden, self.output = list(blocks)[:-1], blocks[-1]
        self.examples, self.feedback = [], []
        if form not in FORMS[name]:
            raise ValueError(f'there is no form "{form}" of {name}; known are {", ".join(FORMS[name])}')
        if name != "bp":
            self.draw(pictures)
        compiler = torch.compile if compiled else lambda function: function
        match form:
            case "plain":
                self.loss = compiler(self.loss)
            case "hook":
                # Autograd calls a hook between two blocks, so that each block is a graph of its own.
                self.to_points = [compiler(block.to_point) for block in self.hidden]
                self.behind_points = [compiler(b.behind_point) if len(b.behind_point) else None for b in self.hidden]
                self.to_logits = compiler(self.output)
            case "detached":
                self.points = compiler(self.points)
            case "one_graph":
                self.sent = compiler(self.sent)
        self.gradients = getattr(self, f"gradients_{form}")

    def draw(self, pictures: torch.Tensor) -> None:
        """Kaiming uniform, as the paper: U(±sqrt(6 / n)). Learns the points' sizes by running the blocks once."""
        self.blocks.eval()
        with torch.no_grad():
            *points, logits = self.points(pictures)
        self.blocks.train()
        for point in points:
            matrix = torch.empty(logits.shape[1], point[0].numel(), dtype=pictures.dtype)
            bound = (6 / matrix.shape[1]) ** 0.5
            nn.init.uniform_(matrix, -bound, bound)
            self.feedback.append(nn.Parameter(matrix, requires_grad=self.name == "dkp"))
            self.examples.append(torch.empty_like(point, device="meta"))

    # bp

    def loss(self, x: torch.Tensor, labels: torch.Tensor) -> Step:
        for block in self.blocks:
            x = block(x)
        return functional.cross_entropy(x, labels), x

    def gradients_plain(self, x: torch.Tensor, labels: torch.Tensor) -> Step:
        loss, logits = self.loss(x, labels)
        loss.backward()
        return loss, logits

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
        self.learn(self.learned(caught[0], points))
        return loss, logits

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
        torch.autograd.backward([logits, *points], [error, *self.signals(error, points)])
        self.learn(self.learned(error, points))
        return loss, logits

    def sent(self, x: torch.Tensor, labels: torch.Tensor) -> tuple:
        """All that a step of detached blocks computes: the loss whose backward sends the signals, logits, ∂B."""
        *points, logits = self.points(x)
        outputs = logits.detach()
        loss = functional.cross_entropy(outputs, labels)
        error = (outputs.softmax(1) - functional.one_hot(labels, outputs.shape[1])) / len(outputs)
        error = error.to(logits.dtype)
        loss = Send.apply(loss, *points, logits, *self.signals(error, points), error)
        return loss, outputs, self.learned(error, points)

    def gradients_one_graph(self, x: torch.Tensor, labels: torch.Tensor) -> Step:
        """Detached blocks again, with error, signals and ∂B in the graph, so that a compiler sees the whole step."""
        loss, logits, learned = self.sent(x, labels)
        loss.backward()
        self.learn(learned)
        return loss, logits

    @torch.no_grad()
    def signals(self, error: torch.Tensor, points: list[torch.Tensor]) -> list[torch.Tensor]:
        return [as_tensor(signal(error, matrix, a), a) for matrix, a in zip(self.feedback, points)]

    @torch.no_grad()
    def learned(self, error: torch.Tensor, points: list[torch.Tensor]) -> list[torch.Tensor]:
        """dkp's ∂B = δᵀ a; the 1/N is in δ."""
        return [error.to(a.dtype).t() @ as_matrix(a) for a in points] if self.name == "dkp" else []

    def learn(self, learned: list[torch.Tensor]) -> None:
        for matrix, gradient in zip(self.feedback, learned):
            matrix.grad = gradient.to(matrix.dtype)


@torch.no_grad()
def signal(error: torch.Tensor, matrix: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """s = δ B, (N, n), in the number format of the block's tensor."""
    return (error.to(like.dtype) @ matrix.to(like.dtype)).to(like.dtype)


def replacement(caught: list, matrix: torch.Tensor, point: torch.Tensor, _: torch.Tensor) -> torch.Tensor:
    """What a hook returns in the place of the gradient that it is given."""
    return as_tensor(signal(caught[0], matrix, point), point)


class Send(torch.autograd.Function):
    """Its value is the loss; its backward gives each of the outputs the gradient that comes with it."""

    @staticmethod
    def forward(ctx, loss: torch.Tensor, *outputs_and_gradients: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(*outputs_and_gradients[len(outputs_and_gradients) // 2 :])
        return loss.clone()

    @staticmethod
    def backward(ctx, _: torch.Tensor) -> tuple:
        gradients = ctx.saved_tensors
        return None, *gradients, *[None for _ in gradients]
