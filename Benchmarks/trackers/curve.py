"""The points of one run: what every tracker is given, one step at a time."""

import random
from collections.abc import Iterator

NAMES = ("loss", "accuracy", *(f"angle/fc{layer}" for layer in range(1, 7)))
"""As a training script would call the series of a network with six hidden layers."""


def steps(count: int) -> Iterator[tuple[int, dict[str, float]]]:
    """From step 1. The values have all their digits, which cost space and time where round ones do not."""
    noise = random.Random(1)
    values = [noise.random() for _ in range(8192)]
    for step in range(1, count + 1):
        level = 2.3 / (1 + step * 1e-3)
        yield step, {name: level + values[(step * 31 + place * 977) & 8191] for place, name in enumerate(NAMES)}
