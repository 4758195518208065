"""Feedback alignment methods on fully connected networks by PyTorch's autograd, in float64.

This is the outside opinion: batch norm, the loss, the chain rule and both optimizers are PyTorch's own, and a
method is only a hook that swaps the gradient at a block's output. Nothing here is shared with the Swift code.
"""

import json
import struct

import numpy
import torch
from torch import nn
from torch.nn import functional

# The order of a sum depends on the number of threads, and so do the last bits of the files.
torch.set_num_threads(1)

DIRECT = ("dfa", "dkp", "drtp")
SERIAL = ("fa", "kp")


class TransportedLinear(torch.autograd.Function):
    """A linear layer whose gradient goes down through B and not through W."""

    @staticmethod
    def forward(ctx, x, weight, bias, feedback):
        ctx.save_for_backward(x, feedback)
        return functional.linear(x, weight, bias)

    @staticmethod
    def backward(ctx, gradient):
        x, feedback = ctx.saved_tensors
        return gradient @ feedback, gradient.T @ x, gradient.sum(0), None


class Block(nn.Module):
    def __init__(self, inputs, outputs, norm, activation):
        super().__init__()
        linear = nn.Linear(inputs, outputs)
        self.weight, self.bias = linear.weight, linear.bias
        self.norm = nn.BatchNorm1d(outputs) if norm else None
        self.activation = activation

    def forward(self, x, feedback=None):
        if feedback is None:
            z = functional.linear(x, self.weight, self.bias)
        else:
            z = TransportedLinear.apply(x, self.weight, self.bias, feedback)
        return self.activation(z if self.norm is None else self.norm(z))


class Network(nn.Module):
    """Blocks fc1, fc2, ...; the last one is the output layer."""

    def __init__(self, inputs, hidden, classes, norm=True, activation=torch.relu):
        super().__init__()
        widths = [inputs, *hidden]
        for number, (wide, high) in enumerate(zip(widths, hidden), 1):
            self.add_module(f"fc{number}", Block(wide, high, norm, activation))
        self.add_module(f"fc{len(widths)}", Block(widths[-1], classes, False, nn.Identity()))
        self.double()

    def named_blocks(self):
        return list(self.named_children())

    def state(self):
        return {
            name: value.detach().clone()
            for name, value in self.state_dict().items()
            if not name.endswith("num_batches_tracked")
        }


class Trainer:
    """One method on one network with PyTorch's optimizers; `feedback` maps a block's name to its B."""

    def __init__(self, network, method, feedback, optimizer, feedback_optimizer, gamma=1.0):
        self.network, self.method = network, method
        self.feedback = {name: b.clone() for name, b in feedback.items()}
        self.optimizer = torch.optim.SGD(network.parameters(), **optimizer)
        self.feedback_optimizer = self.schedule = None
        if method in ("kp", "dkp"):
            self.feedback_optimizer = torch.optim.SGD(self.feedback.values(), **feedback_optimizer)
            self.schedule = torch.optim.lr_scheduler.ExponentialLR(self.feedback_optimizer, gamma)

    def gradients(self, x, labels):
        """Forward and backward; leaves every gradient in `.grad` and returns the measures of this batch."""
        network, method = self.network, self.method
        network.train()
        network.zero_grad()
        activations, value = {}, x
        *hidden, (output_name, output) = network.named_blocks()
        for name, block in hidden:
            value = block(value, self.feedback.get(name) if method in SERIAL else None)
            activations[name] = value
        logits = output(value, self.feedback.get(output_name) if method in SERIAL else None)
        loss = functional.cross_entropy(logits, labels)
        error = torch.autograd.grad(loss, logits, retain_graph=True)[0]

        sent = error
        if method == "drtp":
            sent = functional.one_hot(labels, logits.shape[1]).double() / len(labels)
        signals = {}

        def receive(name):
            def hook(gradient):
                signals[name] = sent @ self.feedback[name] if method in DIRECT else gradient.clone()
                return signals[name]

            return hook

        for name, activation in activations.items():
            activation.register_hook(receive(name))
        loss.backward()

        if method == "dkp":
            for name, activation in activations.items():
                b = self.feedback[name].requires_grad_()
                surrogate = (error.detach() * (activation.detach() @ b.T)).sum()
                b.grad = torch.autograd.grad(surrogate, b)[0]
        if method == "kp":
            for name, b in self.feedback.items():
                b.grad = getattr(network, name).weight.grad.clone()

        measures = {
            "loss": loss.detach(),
            "accuracy": (logits.argmax(1) == labels).double().mean(),
            "signals": signals,
        }
        if method in DIRECT:
            cosines = [
                functional.cosine_similarity(a @ self.feedback[name].T, logits).mean().detach()
                for name, a in activations.items()
            ]
            measures["cosine"] = torch.stack(cosines)
            measures["angle"] = torch.rad2deg(torch.arccos(measures["cosine"]))
        return measures

    def named_gradients(self):
        named = {name: p.grad.clone() for name, p in self.network.named_parameters()}
        if self.feedback_optimizer:
            named |= {f"{name}.feedback": b.grad.clone() for name, b in self.feedback.items()}
        return named

    def step(self):
        self.optimizer.step()
        if self.feedback_optimizer:
            self.feedback_optimizer.step()

    def end_epoch(self):
        if self.schedule:
            self.schedule.step()

    def tensors(self):
        return self.network.state() | {f"{name}.feedback": b.detach() for name, b in self.feedback.items()}


def uniform(shape, low, high, generator):
    """Drawn in float32 and then widened: a float32 engine can start from exactly these values."""
    return (torch.rand(shape, generator=generator) * (high - low) + low).double()


def draw(network, generator):
    """Weights in +-1/sqrt(inputs); gamma and beta away from one and zero, where mistakes could hide."""
    with torch.no_grad():
        for name, block in network.named_blocks():
            bound = block.weight.shape[1] ** -0.5
            block.weight.copy_(uniform(block.weight.shape, -bound, bound, generator))
            block.bias.copy_(uniform(block.bias.shape, -bound, bound, generator))
            if block.norm is not None:
                block.norm.weight.copy_(uniform(block.norm.weight.shape, 0.5, 1.5, generator))
                block.norm.bias.copy_(uniform(block.norm.bias.shape, -0.5, 0.5, generator))


def draw_feedback(network, classes, generator):
    """(direct, serial): B [classes, n] of each hidden block, and B of each later block's weight's shape."""
    *hidden, _ = blocks = network.named_blocks()
    shapes = {name: (classes, block.weight.shape[0]) for name, block in hidden}
    direct = {n: uniform(s, -((6 / s[1]) ** 0.5), (6 / s[1]) ** 0.5, generator) for n, s in shapes.items()}
    shapes = {name: tuple(block.weight.shape) for name, block in blocks[1:]}
    serial = {n: uniform(s, -((6 / s[1]) ** 0.5), (6 / s[1]) ** 0.5, generator) for n, s in shapes.items()}
    return direct, serial


def save(path, tensors, metadata):
    """safetensors, written out by hand: u64 header length, JSON header, the arrays little-endian."""
    kinds = {"uint8": "U8", "int64": "I64", "float32": "F32", "float64": "F64"}
    header, body = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        array = numpy.ascontiguousarray(tensor.numpy() if torch.is_tensor(tensor) else tensor)
        data = array.astype(array.dtype.newbyteorder("<")).tobytes()
        header[name] = {
            "dtype": kinds[array.dtype.name],
            "shape": list(array.shape),
            "data_offsets": [len(body), len(body) + len(data)],
        }
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)
    print(f"{path}: {len(tensors)} tensors, {8 + len(text) + len(body)} bytes")


def exact_float32(tensors):
    """As float32 for the file, after making sure that nothing is lost."""
    for name, value in tensors.items():
        assert torch.equal(value.float().double(), value), name
    return {name: value.float() for name, value in tensors.items()}


def versions():
    return {"torch": torch.__version__, "numpy": numpy.__version__}
