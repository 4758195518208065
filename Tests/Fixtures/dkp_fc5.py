"""20 steps of bp, dfa and dkp on fc5 (784-4x24-10, batch norm, ReLU) from given weights, in the data's order."""

import copy
import pathlib

import oracle
import torch

CLASSES, BATCH, EPOCHS, PICTURES = 10, 20, 2, 200
OPTIMIZER = {"lr": 1e-2, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-6}
FEEDBACK_OPTIMIZER = OPTIMIZER | {"lr": 1e-3}
GAMMA = 0.85

generator = torch.Generator().manual_seed(20201001)
# Ten blurred prototypes, noise on top, mostly dark like real digits; one byte per pixel as in an IDX file.
prototypes = torch.rand((CLASSES, 1, 7, 7), generator=generator) ** 2
prototypes = torch.nn.functional.interpolate(prototypes, (28, 28), mode="bilinear").reshape(CLASSES, 784)
labels = torch.randint(CLASSES, (PICTURES,), generator=generator)
noise = torch.rand((PICTURES, 784), generator=generator)
pictures = (255 * prototypes[labels] * (0.4 + 0.6 * noise)).round().clamp(0, 255).to(torch.uint8)
x = (pictures.double() / 255 - 0.5) / 0.5

start = oracle.Network(784, [24, 24, 24, 24], CLASSES)
oracle.draw(start, generator)
direct, _ = oracle.draw_feedback(start, CLASSES, generator)
initial = start.state() | {f"{name}.feedback": b for name, b in direct.items()}

file = {"pictures": pictures.reshape(PICTURES, 28, 28), "labels": labels.to(torch.uint8)}
file |= {f"initial/{name}": value for name, value in oracle.exact_float32(initial).items()}
for method in ("bp", "dfa", "dkp"):
    trainer = oracle.Trainer(
        copy.deepcopy(start), method, {} if method == "bp" else direct, OPTIMIZER, FEEDBACK_OPTIMIZER, GAMMA
    )
    series = {"loss": [], "accuracy": [], "cosine": [], "angle": []}
    for _ in range(EPOCHS):
        for batch in torch.arange(PICTURES).split(BATCH):
            measures = trainer.gradients(x[batch], labels[batch])
            # dfa's first gradients are dkp's without the feedback matrices': not stored twice.
            if not series["loss"] and method != "dfa":
                file |= {f"{method}/gradient/{n}": g for n, g in trainer.named_gradients().items()}
            for name, values in series.items():
                if name in measures:
                    values.append(measures[name])
            trainer.step()
        trainer.end_epoch()
    file |= {f"{method}/{name}": torch.stack(values) for name, values in series.items() if values}
    file |= {f"{method}/final/{name}": value for name, value in trainer.tensors().items()}
    if method == "dfa":
        file = {n: v for n, v in file.items() if not n.startswith("dfa/final/") or not n.endswith("feedback")}
    trainer.network.eval()
    value = x[:BATCH]
    for _, block in trainer.network.named_blocks():
        value = block(value)
    file[f"{method}/evaluation_logits"] = value.detach()

oracle.save(pathlib.Path(__file__).with_suffix(".safetensors"), file, oracle.versions())
