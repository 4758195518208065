"""Every method with every form of SGD, six steps on tiny networks whose sizes are all different."""

import copy
import pathlib

import oracle
import torch

INPUTS, HIDDEN, CLASSES, BATCH, STEPS = 5, [7, 4], 3, 6, 6
OPTIMIZERS = {
    "plain": {"lr": 0.1},
    "momentum": {"lr": 0.05, "momentum": 0.9, "weight_decay": 1e-2},
    "nesterov": {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-2},
}
NETWORKS = {
    "norm-relu": {"norm": True, "activation": torch.relu},
    "norm-tanh": {"norm": True, "activation": torch.tanh},
    "sigmoid": {"norm": False, "activation": torch.sigmoid},
}
METHODS = ("bp", "fa", "kp", "dfa", "dkp", "drtp")

generator = torch.Generator().manual_seed(19890417)
x = oracle.uniform((STEPS, BATCH, INPUTS), -2, 2, generator)
labels = torch.randint(CLASSES, (STEPS, BATCH), generator=generator)
file = {"x": x.float(), "labels": labels.to(torch.uint8)}

for network_name, options in NETWORKS.items():
    start = oracle.Network(INPUTS, HIDDEN, CLASSES, **options)
    oracle.draw(start, generator)
    direct, serial = oracle.draw_feedback(start, CLASSES, generator)
    named = {
        "initial": start.state(),
        "direct": {f"{name}.feedback": b for name, b in direct.items()},
        "serial": {f"{name}.feedback": b for name, b in serial.items()},
    }
    for group, tensors in named.items():
        tensors = oracle.exact_float32(tensors)
        file |= {f"{network_name}/{group}/{name}": value for name, value in tensors.items()}
    for method in METHODS:
        feedback = direct if method in oracle.DIRECT else serial if method in oracle.SERIAL else {}
        for optimizer_name, optimizer in OPTIMIZERS.items():
            trainer = oracle.Trainer(
                copy.deepcopy(start), method, feedback, optimizer, optimizer | {"lr": 0.02}, 0.5
            )
            place = f"{network_name}/{method}"
            losses = []
            for step in range(STEPS):
                measures = trainer.gradients(x[step], labels[step])
                if step == 0 and optimizer_name == "plain":
                    file |= {f"{place}/gradient/{n}": g for n, g in trainer.named_gradients().items()}
                    file |= {f"{place}/signal/{n}": s for n, s in measures["signals"].items()}
                losses.append(measures["loss"])
                trainer.step()
                if step == 2:
                    trainer.end_epoch()
            file[f"{place}/{optimizer_name}/loss"] = torch.stack(losses)
            file |= {f"{place}/{optimizer_name}/final/{n}": v for n, v in trainer.tensors().items()}

oracle.save(pathlib.Path(__file__).with_suffix(".safetensors"), file, oracle.versions())
