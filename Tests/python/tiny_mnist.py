"""A dataset that a test makes itself, for servers that train within it."""

import pathlib
import random
import struct


def write_dataset(folder: pathlib.Path) -> None:
    """A small MNIST in its own format: noise, with a bright bar at each class's height."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(1)
    for name, count in (("train", 200), ("t10k", 50)):
        labels = bytes(index % 10 for index in range(count))
        images = bytearray()
        for label in labels:
            for row in range(28):
                bright = 200 if row // 2 == label + 2 else 0
                images += bytes(bright + draw.randrange(50) for _ in range(28))
        (folder / f"{name}-images-idx3-ubyte").write_bytes(struct.pack(">HBBIII", 0, 8, 3, count, 28, 28) + images)
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(struct.pack(">HBBI", 0, 8, 1, count) + labels)
