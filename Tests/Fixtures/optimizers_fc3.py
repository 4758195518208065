"""Adam, decoupled decay, schedules and the two losses of sigmoid and linear outputs on a tiny network."""

import copy
import pathlib

import blocks
import oracle
import torch
from torch import nn

INPUTS, HIDDEN, CLASSES, BATCH, STEPS = 5, [7, 4], 3, 6, 6
SGD, ADAM = torch.optim.SGD, torch.optim.Adam
NESTEROV = {"lr": 0.05, "momentum": 0.9, "nesterov": True}
# Name: the optimizer, the learning rate of B, and lambda of the decoupled decay.
OPTIMIZERS = {
    "adam": ((ADAM, {"lr": 0.01, "weight_decay": 1e-2}), 0.02, 0),
    "adam-decoupled": ((ADAM, {"lr": 0.01}), 0.02, 1e-2),
    "sgd-decoupled": ((SGD, {"lr": 0.1}), 0.02, 1e-2),
    "nesterov-decoupled": ((SGD, NESTEROV), 0.02, 1e-2),
}
# One epoch is two steps.
SCHEDULES = {
    "schedule": lambda optimizer: torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.7),
    "feedback_schedule": lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, 2, gamma=0.25),
}

generator = torch.Generator().manual_seed(20141222)
x = oracle.uniform((STEPS, BATCH, INPUTS), -2, 2, generator)
labels = torch.randint(CLASSES, (STEPS, BATCH), generator=generator)
file = {"x": x.float(), "labels": labels.to(torch.uint8)}

# No batch norm: a bias before it has a gradient of rounding alone, which Adam divides by its own size.
start = blocks.Network(
    {
        "fc1": (nn.Linear(INPUTS, HIDDEN[0]), ["tanh"]),
        "fc2": (nn.Linear(*HIDDEN), ["tanh"]),
        "fc3": (nn.Linear(HIDDEN[1], CLASSES), []),
    }
)
start.draw(generator)
direct, serial = oracle.draw_feedback(start, CLASSES, generator)
groups = {"direct": direct, "serial": serial}
file |= {f"initial/{n}": value for n, value in oracle.exact_float32(start.state()).items()}
for group, matrices in groups.items():
    file |= {f"{group}/{n}.feedback": b for n, b in oracle.exact_float32(matrices).items()}


def train(place, method, optimizer, feedback_rate, decoupled, loss="cross_entropy", gradients=False):
    make, settings = optimizer
    trainer = blocks.Trainer(
        copy.deepcopy(start),
        method,
        direct if method in blocks.DIRECT else serial,
        optimizer,
        (make, settings | {"lr": feedback_rate}),
        **SCHEDULES,
        decoupled=decoupled,
        loss=loss,
    )
    losses = []
    for step in range(STEPS):
        losses.append(trainer.gradients(x[step], labels[step])["loss"])
        if step == 0 and gradients:
            file.update({f"{place}/gradient/{n}": g for n, g in trainer.named_gradients().items()})
        trainer.step()
        if step % 2 == 1:
            trainer.end_epoch()
    file[f"{place}/loss"] = torch.stack(losses)
    file.update({f"{place}/final/{n}": v for n, v in trainer.tensors().items()})


for name, (optimizer, feedback_rate, decoupled) in OPTIMIZERS.items():
    for method in ("bp", "kp", "dkp"):
        train(f"{name}/{method}", method, optimizer, feedback_rate, decoupled)
for loss in ("mse", "binary_cross_entropy"):
    for method in ("bp", "kp", "dfa", "dkp", "drtp", "sdfa"):
        train(f"{loss}/{method}", method, (SGD, NESTEROV), 0.02, 0, loss, gradients=True)

oracle.save(pathlib.Path(__file__).with_suffix(".safetensors"), file, oracle.versions())
