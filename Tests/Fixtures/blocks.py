"""Feedback methods on networks of any blocks by PyTorch's autograd, in float64.

As in oracle.py a method is only a hook at a block's feedback point, a layer whose gradient goes down through another
matrix, or a tensor that is cut off; all else (convolution, pooling, batch norm, losses, optimizers, schedules) is
PyTorch's own. Nothing here is shared with the Swift code.
"""

import copy

import oracle
import torch
from torch import nn
from torch.nn import functional

DIRECT = ("dfa", "dkp", "drtp", "sdfa")
SIGN_SYMMETRIC = ("usf", "brsf", "frsf")
SERIAL = ("fa", "kp", *SIGN_SYMMETRIC)
METHODS = ("bp", "bp-fc-only", "shallow", *SERIAL, *DIRECT)
LOSSES = {
    "cross_entropy": functional.cross_entropy,
    "mse": lambda h, labels: functional.mse_loss(h, functional.one_hot(labels, h.shape[1]).double()),
    "binary_cross_entropy": lambda h, labels: functional.binary_cross_entropy_with_logits(
        h, functional.one_hot(labels, h.shape[1]).double()
    ),
}


class Transported(torch.autograd.Function):
    """A linear layer or convolution whose gradient goes down through B and not through W."""

    @staticmethod
    def forward(ctx, x, weight, bias, feedback, stride, padding):
        ctx.save_for_backward(x, weight, feedback)
        ctx.stride, ctx.padding = stride, padding
        if weight.dim() == 2:
            return functional.linear(x, weight, bias)
        return functional.conv2d(x, weight, bias, stride, padding)

    @staticmethod
    def backward(ctx, gradient):
        x, weight, feedback = ctx.saved_tensors
        if weight.dim() == 2:
            return gradient @ feedback, gradient.T @ x, gradient.sum(0), None, None, None
        window = {"stride": ctx.stride, "padding": ctx.padding}
        return (
            nn.grad.conv2d_input(x.shape, feedback, gradient, **window),
            nn.grad.conv2d_weight(x, weight.shape, gradient, **window),
            gradient.sum((0, 2, 3)),
            None,
            None,
            None,
        )


class Block(nn.Module):
    """A linear or convolutional layer and what follows it; `point` is the number of steps up to the feedback point."""

    def __init__(self, layer, steps, injection):
        super().__init__()
        self.weight, self.bias = layer.weight, layer.bias
        self.is_conv = isinstance(layer, nn.Conv2d)
        self.stride, self.padding = (layer.stride, layer.padding) if self.is_conv else (None, None)
        self.norm, self.steps, self.point = None, [], 0
        for step in steps:
            kind, *sizes = step if isinstance(step, tuple) else (step,)
            if kind == "norm":
                self.norm = (nn.BatchNorm2d if self.is_conv else nn.BatchNorm1d)(layer.weight.shape[0])
            self.steps.append((kind, sizes))
            if injection == "block_output" or kind not in ("max", "average", "dropout"):
                self.point = len(self.steps)

    def forward(self, x, feedback=None, mask=None):
        """(the tensor at the feedback point, the block's output)."""
        if not self.is_conv:
            x = x.flatten(1)
        if feedback is not None:
            x = Transported.apply(x, self.weight, self.bias, feedback, self.stride, self.padding)
        elif self.is_conv:
            x = functional.conv2d(x, self.weight, self.bias, self.stride, self.padding)
        else:
            x = functional.linear(x, self.weight, self.bias)
        point = x
        for number, (kind, sizes) in enumerate(self.steps, 1):
            if kind == "norm":
                x = self.norm(x)
            elif kind == "max":
                x = functional.max_pool2d(x, *sizes)
            elif kind == "average":
                x = functional.avg_pool2d(x, *sizes)
            elif kind == "dropout":
                x = x * mask / (1 - sizes[0]) if self.training else x
            else:
                x = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}[kind](x)
            if number == self.point:
                point = x
        return point, x


class Network(nn.Module):
    """`blocks` maps a name to (layer, steps); the last one is the output layer."""

    def __init__(self, blocks, injection="post_activation"):
        super().__init__()
        for name, (layer, steps) in blocks.items():
            self.add_module(name, Block(layer, steps, injection))
        self.double()

    named_blocks = oracle.Network.named_blocks
    state = oracle.Network.state

    def draw(self, generator):
        """Weights in +-1/sqrt(fan in); gamma and beta away from one and zero, where mistakes could hide."""
        with torch.no_grad():
            for _, block in self.named_blocks():
                bound = block.weight[0].numel() ** -0.5
                block.weight.copy_(oracle.uniform(block.weight.shape, -bound, bound, generator))
                block.bias.copy_(oracle.uniform(block.bias.shape, -bound, bound, generator))
                if block.norm is not None:
                    block.norm.weight.copy_(oracle.uniform(block.norm.weight.shape, 0.5, 1.5, generator))
                    block.norm.bias.copy_(oracle.uniform(block.norm.bias.shape, -0.5, 0.5, generator))


class Trainer:
    """One method on one network.

    `feedback` maps a block's name to its B, or for frsf and brsf to M; `points` are the hidden blocks that get their
    signal by feedback (None for all). An optimizer is (class, settings); `decoupled` is the paper's weight decay.
    """

    def __init__(
        self,
        network,
        method,
        feedback,
        optimizer,
        feedback_optimizer,
        schedule=None,
        feedback_schedule=None,
        decoupled=0.0,
        loss="cross_entropy",
        points=None,
        batch_sum=False,
    ):
        self.network, self.method, self.loss = network, method, LOSSES[loss]
        self.batch_sum, self.decoupled = batch_sum, decoupled
        self.names = [name for name, _ in network.named_blocks()]
        self.points = self.names[:-1] if points is None else points
        self.feedback = {n: b.clone() for n, b in feedback.items() if n in self.owners()}
        make, settings = optimizer
        self.optimizers = [make(network.parameters(), **settings)]
        if method in ("kp", "dkp"):
            make, settings = feedback_optimizer
            self.optimizers.append(make(self.feedback.values(), **settings))
        self.schedules = [
            make(o) for make, o in zip((schedule, feedback_schedule), self.optimizers) if make is not None
        ]

    def owners(self):
        """The names of the blocks that have a matrix of their own."""
        if self.method in DIRECT:
            return self.points
        if self.method in SERIAL and self.method != "usf":
            return [above for below, above in zip(self.names, self.names[1:]) if below in self.points]
        return []

    def matrices(self):
        """B of this step."""
        if self.method not in SIGN_SYMMETRIC:
            return self.feedback
        signs = {name: block.weight.detach().sign() for name, block in self.network.named_blocks()}
        if self.method == "usf":
            named = zip(self.names, self.names[1:])
            return {n: signs[n] / (3 * signs[n][0].numel()) ** 0.5 for below, n in named if below in self.points}
        return {name: m.abs() * signs[name] for name, m in self.feedback.items()}

    def run(self, network, x, masks, method, matrices):
        """The logits, and each hidden block's tensor at its feedback point."""
        activations, value, previous = {}, x, None
        for name, block in network.named_blocks():
            if method == "bp-fc-only" and previous is not None and previous.is_conv and not block.is_conv:
                value = value.detach()
            if method == "shallow" and name == self.names[-1]:
                value = value.detach()
            transport = matrices.get(name) if method in SERIAL else None
            activations[name], value = block(value, transport, masks.get(name))
            previous = block
        del activations[self.names[-1]]
        return value, activations

    def gradients(self, x, labels, masks={}):
        """Forward and backward; leaves every gradient in `.grad` and returns the measures of this batch."""
        twin = copy.deepcopy(self.network)
        network, method, matrices = self.network, self.method, self.matrices()
        network.train()
        network.zero_grad()
        logits, activations = self.run(network, x, masks, method, matrices)
        loss = self.loss(logits, labels)
        error = torch.autograd.grad(loss, logits, retain_graph=True)[0]

        sent = error
        if method == "drtp":
            sent = functional.one_hot(labels, logits.shape[1]).double() / len(labels)
        if method == "sdfa":
            sent = error.sign() / len(labels)
        if self.batch_sum:
            sent = sent * len(labels)
        signals = {}

        def receive(name):
            def hook(gradient):
                signals[name] = gradient.clone()
                if method in DIRECT and name in self.points:
                    signals[name] = (sent @ matrices[name].flatten(1)).reshape(gradient.shape)
                return signals[name]

            return hook

        for name, activation in activations.items():
            activation.register_hook(receive(name))
        loss.backward()

        if method == "dkp":
            for name, b in self.feedback.items():
                b.requires_grad_()
                logit_like = activations[name].detach().flatten(1) @ b.flatten(1).T
                b.grad = torch.autograd.grad((error.detach() * logit_like).sum(), b)[0]
                b.requires_grad_(False)
        if method == "kp":
            for name, b in self.feedback.items():
                b.grad = getattr(network, name).weight.grad.clone()

        measures = {"loss": loss.detach(), "signals": signals}
        if signals:
            measures["signal_angle"] = self.signal_angles(twin, x, labels, masks, signals)
        if method in DIRECT:
            cosines = [
                functional.cosine_similarity(activations[n].flatten(1) @ b.flatten(1).T, logits).mean().detach()
                for n, b in self.feedback.items()
            ]
            measures["angle"] = torch.rad2deg(torch.arccos(torch.stack(cosines)))
        if method in SERIAL:
            pairs = [(getattr(network, n).weight.detach().flatten(), b.flatten()) for n, b in matrices.items()]
            cosines = torch.stack([functional.cosine_similarity(w, b, dim=0) for w, b in pairs])
            measures["weight_angle"] = torch.rad2deg(torch.arccos(cosines))
            measures["norm_ratio"] = torch.stack([b.norm() / w.norm() for w, b in pairs])
        return measures

    def signal_angles(self, twin, x, labels, masks, signals):
        """Degrees to the gradient that backpropagation has at the same place."""
        twin.train()
        logits, activations = self.run(twin, x, masks, "bp", {})
        names = [name for name in activations if name in signals]
        truth = torch.autograd.grad(self.loss(logits, labels), [activations[name] for name in names])
        cosines = [
            functional.cosine_similarity(signals[n].flatten(1), t.flatten(1), eps=1e-300).mean()
            for n, t in zip(names, truth)
        ]
        return torch.rad2deg(torch.arccos(torch.stack(cosines).clamp(-1, 1)))

    def named_gradients(self):
        named = {n: p.grad.clone() for n, p in self.network.named_parameters() if p.grad is not None}
        if len(self.optimizers) > 1:
            named |= {f"{name}.feedback": b.grad.clone() for name, b in self.feedback.items()}
        return named

    def step(self):
        for optimizer in self.optimizers:
            if self.decoupled:
                with torch.no_grad():
                    for parameter in optimizer.param_groups[0]["params"]:
                        if parameter.grad is not None:
                            parameter.mul_(1 - self.decoupled)
            optimizer.step()

    def end_epoch(self):
        for schedule in self.schedules:
            schedule.step()

    def tensors(self):
        return self.network.state() | {f"{name}.feedback": b.detach() for name, b in self.feedback.items()}
