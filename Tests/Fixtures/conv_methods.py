"""Every method on a small convolutional network: two convolutions with batch norm and overlapping pooling, dropout."""

import copy
import pathlib

import blocks
import oracle
import torch
from torch import nn

CLASSES, BATCH, PICTURES, EPOCHS = 4, 5, 20, 3
STEPS = EPOCHS * PICTURES // BATCH
OPTIMIZER = (torch.optim.SGD, {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-3})
FEEDBACK_OPTIMIZER = (torch.optim.SGD, OPTIMIZER[1] | {"lr": 0.02})
SCHEDULES = {
    "schedule": lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, 2, gamma=0.5),
    "feedback_schedule": lambda optimizer: torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.85),
}

generator = torch.Generator().manual_seed(20210504)
pictures = torch.randint(256, (PICTURES, 3, 17, 13), generator=generator, dtype=torch.uint8)
labels = torch.randint(CLASSES, (PICTURES,), generator=generator)
x = (pictures.double() / 255 - 0.5) / 0.5
masks = torch.randint(2, (STEPS, BATCH, 7), generator=generator, dtype=torch.uint8)
# With few units left usf's signal can be zero but for rounding (all of a unit's signs equal), and has no angle then.
while (few := masks.sum(2) < 4).any():
    masks[few] = torch.randint(2, (int(few.sum()), 7), generator=generator, dtype=torch.uint8)
file = {"pictures": pictures, "labels": labels.to(torch.uint8), "masks/fc1": masks}


def network(injection):
    return blocks.Network(
        {
            # 16 x 9 x 7 and, pooled, 16 x 4 x 3.
            "conv1": (nn.Conv2d(3, 16, 3, stride=2, padding=1), ["norm", "relu", ("max", 3, 2)]),
            # 5 x 4 x 3 and, pooled, 5 x 2 x 1.
            "conv2": (nn.Conv2d(16, 5, 3, padding=1), ["norm", "relu", ("max", 2, 2)]),
            "fc1": (nn.Linear(10, 7), ["norm", "relu", ("dropout", 0.5)]),
            "fc2": (nn.Linear(7, CLASSES), []),
        },
        injection,
    )


start = {injection: network(injection) for injection in ("post_activation", "block_output")}
start["post_activation"].draw(generator)
start["block_output"].load_state_dict(start["post_activation"].state_dict())
file |= {f"initial/{n}": v for n, v in oracle.exact_float32(start["post_activation"].state()).items()}


def matrix(*shape):
    bound = (6 / torch.Size(shape[1:]).numel()) ** 0.5
    return oracle.uniform(shape, -bound, bound, generator)


weights = {name: tuple(block.weight.shape) for name, block in start["post_activation"].named_blocks()[1:]}
feedback = {
    "serial": {name: matrix(*shape) for name, shape in weights.items()},
    "post_activation": {"conv1": matrix(CLASSES, 16, 9, 7), "conv2": matrix(CLASSES, 5, 4, 3)},
    "block_output": {"conv1": matrix(CLASSES, 16, 4, 3), "conv2": matrix(CLASSES, 5, 2, 1)},
}
for injection in ("post_activation", "block_output"):
    feedback[injection]["fc1"] = matrix(CLASSES, 7)
magnitudes = [{name: matrix(*shape) for name, shape in weights.items()} for _ in range(STEPS)]
for group, matrices in feedback.items():
    file |= {f"{group}/{n}.feedback": b for n, b in oracle.exact_float32(matrices).items()}
for name in weights:
    file[f"brsf_magnitudes/{name}.feedback"] = torch.stack([m[name] for m in magnitudes]).float()


def train(place, method, injection="post_activation", whole=True, **options):
    """`whole`: with the first step's gradients and signals, signal angles, and what the run ends with."""
    trainer = blocks.Trainer(
        copy.deepcopy(start[injection]),
        method,
        feedback[injection if method in blocks.DIRECT else "serial"],
        OPTIMIZER,
        FEEDBACK_OPTIMIZER,
        **SCHEDULES,
        **options,
    )
    series = {}
    for step in range(STEPS):
        if method == "brsf":
            trainer.feedback = magnitudes[step]
        batch = torch.arange(step * BATCH, (step + 1) * BATCH) % PICTURES
        measures = trainer.gradients(x[batch], labels[batch], {"fc1": masks[step].double()})
        if step == 0 and whole:
            file.update({f"{place}/gradient/{n}": g for n, g in trainer.named_gradients().items()})
            file.update({f"{place}/signal/{n}": s.float() for n, s in measures["signals"].items()})
        for name in measures.keys() - ({"signals"} if whole else {"signals", "signal_angle"}):
            series.setdefault(name, []).append(measures[name])
        trainer.step()
        if (step + 1) * BATCH % PICTURES == 0:
            trainer.end_epoch()
    file.update({f"{place}/{name}": torch.stack(series[name]) for name in sorted(series)})
    if not whole:
        return
    final = trainer.tensors()
    if method not in ("kp", "dkp"):
        final = {n: v for n, v in final.items() if not n.endswith("feedback")}
    file.update({f"{place}/final/{n}": v.float() for n, v in final.items()})
    trainer.network.eval()
    file[f"{place}/evaluation_logits"] = trainer.run(trainer.network, x[:BATCH], {}, "bp", {})[0].detach()


for method in blocks.METHODS:
    train(f"post_activation/{method}", method)
for method in blocks.DIRECT:
    train(f"block_output/{method}", method, "block_output")
for method in blocks.DIRECT:
    train(f"batch_sum/{method}", method, whole=False, batch_sum=True)
for points in (["conv1"], ["conv2"], ["conv1", "fc1"]):
    for method in ("fa", "kp", "usf", "frsf", "dfa", "dkp"):
        train(f"points/{'+'.join(points)}/{method}", method, whole=False, points=points)

oracle.save(pathlib.Path(__file__).with_suffix(".safetensors"), file, oracle.versions())
