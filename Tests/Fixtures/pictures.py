"""Crops, flips, paddings and bilinear resizes of small pictures by torchvision on PIL images.

The outside opinion on `Sources/Datasets/Augmentation`: nothing here is shared with the Swift code. A result's name is
the picture's and then what was done to it, step by step, so that the test can do the same.
"""

import math
import pathlib

import numpy
import oracle
import PIL
import torch
import torchvision
from PIL import Image
from torchvision.transforms import RandomResizedCrop
from torchvision.transforms import functional as F

SHAPES = {"small": (3, 13, 29), "tall": (1, 29, 12), "large": (3, 40, 64)}

STEPS = {
    # Shorter side; middle square.
    "resize": lambda image, size: F.resize(image, size),
    "center_crop": lambda image, size: F.center_crop(image, size),
    # Height and width, not keeping the aspect.
    "stretch": lambda image, height, width: F.resize(image, [height, width]),
    # Top, left, height, width.
    "crop": F.crop,
    # Byte 0 on all sides.
    "pad": lambda image, padding: F.pad(image, padding, fill=0),
    "flip": F.hflip,
}

CHAINS = [
    *(f"small|resize {n}" for n in (5, 13, 16, 31)),
    *(f"tall|resize {n}" for n in (1, 7, 12, 20)),
    *(f"large|resize {n}" for n in (3, 9, 25, 40, 57)),
    *(f"small|center_crop {n}" for n in (1, 6, 8, 13)),
    *(f"tall|center_crop {n}" for n in (5, 11, 12)),
    *(f"large|center_crop {n}" for n in (33, 38, 40)),
    "large|resize 20|center_crop 15",
    "small|center_crop 9|resize 21",
    # Resized crops.
    "large|crop 3 7 20 31|stretch 32 32",
    "large|crop 0 50 40 14|stretch 11 11",
    "large|crop 10 20 1 1|stretch 8 8",
    "large|crop 5 5 8 9|stretch 28 28",
    "small|crop 2 3 5 20|stretch 16 16",
    "tall|crop 0 0 29 12|stretch 9 40",
    # Random crops.
    "small|pad 4|crop 0 0 16 16",
    "small|pad 4|crop 5 21 16 16",
    "small|pad 20|crop 2 3 5 6",
    # In any order.
    "small|flip",
    "small|flip|crop 2 3 8 9",
    "small|crop 2 3 8 9|flip",
    "small|flip|pad 2|crop 0 1 12 20|flip|crop 1 2 9 9",
    "small|crop 1 2 9 20|pad 3|crop 2 0 12 25|flip|crop 0 4 11 13",
    "small|crop 1 2 9 20|pad 3|crop 1 0 14 26",
    "small|crop 1 2 9 17|flip|pad 3|crop 0 2 15 20",
    "small|crop 1 2 9 17|flip|pad 3|crop 0 2 15 20|stretch 10 10",
    "small|flip|stretch 17 23",
    "large|pad 3|crop 0 40 25 30|stretch 12 12",
    "large|stretch 20 19|flip|crop 3 1 14 16|stretch 30 31|flip",
]

# Height, width and ratios that the whole area can not have.
FALLBACKS = [(32, 32, 2, 3), (32, 32, 0.25, 0.5), (20, 50, 0.75, 4 / 3), (50, 20, 0.75, 4 / 3), (7, 90, 1, 5)]
# Height, width, scale, ratio.
DRAWN = [(32, 32, 0.08, 1, 3 / 4, 4 / 3), (64, 64, 0.08, 1, 3 / 4, 4 / 3), (30, 64, 0.5, 1, 1 / 2, 3)]
DRAWS = 100_000


def chain(image, steps):
    for step in steps:
        name, *numbers = step.split()
        image = STEPS[name](image, *map(int, numbers))
    return image


def channels(picture, steps):
    """Channel by channel, so that any number of them goes through PIL."""
    return numpy.stack([numpy.asarray(chain(Image.fromarray(plane), steps)) for plane in picture])


generator = numpy.random.Generator(numpy.random.PCG64(20151117))
pictures = {}
for name, shape in SHAPES.items():
    noise = generator.integers(0, 256, shape, dtype=numpy.uint8)
    # White and black areas, where a sum that overflows would show.
    noise[:, : shape[1] // 3, : shape[2] // 2] = 255
    noise[:, -shape[1] // 4 :, -shape[2] // 3 :] = 0
    pictures[name] = noise

file = {f"pictures/{name}": picture for name, picture in pictures.items()}
for text in CHAINS:
    name, *steps = text.split("|")
    file[f"chains/{text}"] = channels(pictures[name], steps)

rows = []
for height, width, low, high in FALLBACKS:
    image = Image.new("L", (width, height))
    rows.append((height, width, low, high, *RandomResizedCrop.get_params(image, [1, 1], [low, high])))
file["fallbacks"] = numpy.array(rows, dtype=numpy.float64)

torch.manual_seed(20151117)
rows = []
for height, width, *limits in DRAWN:
    image = Image.new("L", (width, height))
    draws = [RandomResizedCrop.get_params(image, limits[:2], limits[2:]) for _ in range(DRAWS)]
    measures = numpy.array([(t, l, h, w, h * w, math.log(w / h) ** 2) for t, l, h, w in draws])
    rows.append((height, width, *limits, *measures.mean(0), *measures.std(0)))
file["drawn"] = numpy.array(rows, dtype=numpy.float64)

versions = oracle.versions() | {"torchvision": torchvision.__version__, "pillow": PIL.__version__}
oracle.save(pathlib.Path(__file__).with_suffix(".safetensors"), file, versions)
