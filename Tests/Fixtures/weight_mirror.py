"""Weight mirrors on two convolutions and two linear layers, in NumPy alone: forward and backward pass, batch norm,
SGD, and the noise itself, by Philox4x32-10 as the paper of that generator has it."""

import json
import pathlib
import struct

import numpy as np

SEED, CLASSES, BATCH, STEPS, EPSILON = 20190417, 3, 6, 8, 1e-5
INPUT = (2, 7, 6)
NOISE = 0.5
RUNS = {
    # Mirror phases in every step, or in steps 1, 4 and 7.
    "plain": {"every": 1, "rate": 0.05, "feedback_rate": 0.2, "momentum": 0.0, "decay": 0.0},
    "nesterov": {"every": 3, "rate": 0.02, "feedback_rate": 0.1, "momentum": 0.9, "decay": 1e-2},
}
# Name, kernel, stride, padding; a kernel of 0 is a linear layer. conv1: 4 x 7 x 6; conv2: 5 x 4 x 3.
BLOCKS = [("conv1", 3, 1, 1), ("conv2", 3, 2, 1), ("fc1", 0, 1, 0), ("fc2", 0, 1, 0)]
SHAPES = {"conv1": (4, 2, 3, 3), "conv2": (5, 4, 3, 3), "fc1": (7, 60), "fc2": (CLASSES, 7)}


def philox(counters, key):
    """(n, 4) words of counters (n, 4) and a key of two words."""
    c = counters.astype(np.uint64)
    k = [np.uint64(key[0]), np.uint64(key[1])]
    mask = np.uint64(0xFFFFFFFF)
    for _ in range(10):
        low, high = c[:, 0] * np.uint64(0xD2511F53), c[:, 2] * np.uint64(0xCD9E8D57)
        c = np.stack(
            [(high >> 32) ^ c[:, 1] ^ k[0], high & mask, (low >> 32) ^ c[:, 3] ^ k[1], low & mask], axis=1
        )
        k = [(k[0] + np.uint64(0x9E3779B9)) & mask, (k[1] + np.uint64(0xBB67AE85)) & mask]
    return c


def purpose(name):
    """24 bits of the name's FNV-1a sum, and the byte of named purposes."""
    total = 0x811C9DC5
    for byte in name.encode():
        total = (total ^ byte) * 0x01000193 & 0xFFFFFFFF
    return ((total ^ total >> 24) << 8 & 0xFFFFFFFF) | 255


def normal(count, seed, block, step):
    """Box and Muller on the words of one step's row, rounded to float32 as an engine keeps them."""
    columns = np.arange((count + 3) // 4)
    counters = np.stack(
        [columns, np.full_like(columns, step), np.full_like(columns, block),
         np.full_like(columns, purpose("weight-mirror/noise"))], axis=1)
    words = (philox(counters, (seed & 0xFFFFFFFF, seed >> 32)) >> np.uint64(8)).astype(float) * 2.0**-24
    radius, turn = np.sqrt(-2 * np.log(1 - words[:, 0::2])), 2 * np.pi * words[:, 1::2]
    pairs = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=2)
    return pairs.reshape(-1)[:count].astype(np.float32)


def patches(x, kernel, stride, padding):
    """(N, C, k, k, H', W'): what each place of the output looks at."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    views = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(2, 3))
    return views[:, :, ::stride, ::stride].transpose(0, 1, 4, 5, 2, 3)


def product(x, w, geometry):
    kernel, stride, padding = geometry
    if kernel == 0:
        return x.reshape(len(x), -1) @ w.T
    return np.einsum("ncuvij,ocuv->noij", patches(x, kernel, stride, padding), w)


def correlation(x, z, geometry):
    kernel, stride, padding = geometry
    if kernel == 0:
        return z.T @ x.reshape(len(x), -1)
    return np.einsum("ncuvij,noij->ocuv", patches(x, kernel, stride, padding), z)


def transport(z, b, shape, geometry):
    kernel, stride, padding = geometry
    if kernel == 0:
        return (z @ b).reshape(shape)
    spread = np.zeros((shape[0], shape[1], shape[2] + 2 * padding, shape[3] + 2 * padding))
    height, width = z.shape[2:]
    for u in range(kernel):
        for v in range(kernel):
            spread[:, :, u : u + stride * height : stride, v : v + stride * width : stride] += np.einsum(
                "noij,oc->ncij", z, b[:, :, u, v]
            )
    return spread[:, :, padding : padding + shape[2], padding : padding + shape[3]]


def train(state, feedback, x, labels, run):
    state = {name: value.copy() for name, value in state.items()}
    feedback = {name: value.copy() for name, value in feedback.items()}
    velocities, losses, angles = {}, [], []

    def move(values, name, gradient, rate):
        gradient = gradient + run["decay"] * values[name]
        velocity = velocities[name] = run["momentum"] * velocities.get(name, 0) + gradient
        step = gradient + run["momentum"] * velocity if run["momentum"] else velocity
        values[name] = values[name] - rate * step

    for step in range(1, STEPS + 1):
        mirrored = {}
        if (step - 1) % run["every"] == 0:
            for index, (name, *geometry) in list(enumerate(BLOCKS))[1:]:
                shape = {"conv2": (BATCH, 4, 7, 6), "fc1": (BATCH, 60), "fc2": (BATCH, 7)}[name]
                noise = np.float32(NOISE) * normal(int(np.prod(shape)), SEED, index, step)
                noise = noise.astype(float).reshape(shape)
                z = product(noise, state[f"{name}.weight"], geometry)
                places = int(np.prod(z.shape[2:]))
                mirrored[name] = -correlation(noise, z, geometry) / (BATCH * places)
        # Forward: batch norm behind conv2, ReLU behind the others.
        value, inputs, kept = x[step - 1], {}, {}
        for name, *geometry in BLOCKS:
            inputs[name] = value
            value = product(value, state[f"{name}.weight"], geometry)
            bias = state[f"{name}.bias"]
            value = value + (bias[:, None, None] if value.ndim == 4 else bias)
            if name == "conv2":
                mean, variance = value.mean((0, 2, 3)), value.var((0, 2, 3))
                count = value.size // len(mean)
                kept["scaled"] = (value - mean[:, None, None]) / np.sqrt(variance + EPSILON)[:, None, None]
                kept["deviation"] = np.sqrt(variance + EPSILON)
                for statistic, new in (("mean", mean), ("var", variance * count / (count - 1))):
                    key = f"conv2.norm.running_{statistic}"
                    state[key] = 0.9 * state[key] + 0.1 * new
                value = kept["scaled"] * state["conv2.norm.weight"][:, None, None]
                value = value + state["conv2.norm.bias"][:, None, None]
            if name != "fc2":
                value = np.maximum(value, 0)
            kept[name] = value
        shifted = np.exp(value - value.max(1, keepdims=True))
        softmax = shifted / shifted.sum(1, keepdims=True)
        target = np.eye(CLASSES)[labels[step - 1]]
        losses.append(-np.log((softmax * target).sum(1)).mean())
        angles.append([
            np.degrees(np.arccos((w * b).sum() / np.sqrt((w * w).sum() * (b * b).sum())))
            for w, b in ((state[f"{n}.weight"], feedback[f"{n}.feedback"]) for n, *_ in BLOCKS[1:])
        ])
        # Backward, through B.
        signal, gradients = (softmax - target) / BATCH, {}
        for name, *geometry in reversed(BLOCKS):
            if name != "fc2":
                signal = signal.reshape(kept[name].shape) * (kept[name] > 0)
            if name == "conv2":
                gradients["conv2.norm.weight"] = (signal * kept["scaled"]).sum((0, 2, 3))
                gradients["conv2.norm.bias"] = signal.sum((0, 2, 3))
                signal = signal * state["conv2.norm.weight"][:, None, None]
                means = signal.mean((0, 2, 3)), (signal * kept["scaled"]).mean((0, 2, 3))
                signal = signal - means[0][:, None, None] - kept["scaled"] * means[1][:, None, None]
                signal = signal / kept["deviation"][:, None, None]
            gradients[f"{name}.weight"] = correlation(inputs[name], signal, geometry)
            gradients[f"{name}.bias"] = signal.sum((0, 2, 3) if signal.ndim == 4 else 0)
            if name != "conv1":
                shape = inputs[name].shape
                signal = transport(signal, feedback[f"{name}.feedback"], shape, geometry)
        for name, gradient in gradients.items():
            move(state, name, gradient, run["rate"])
        for name, gradient in mirrored.items():
            move(feedback, f"{name}.feedback", gradient, run["feedback_rate"])
    return np.array(losses), np.array(angles), state | feedback


def save(path, tensors):
    """safetensors, written out by hand: u64 header length, JSON header, the arrays little-endian."""
    kinds = {"uint8": "U8", "float32": "F32", "float64": "F64"}
    header, body = {"__metadata__": {"numpy": np.__version__}}, b""
    for name, array in tensors.items():
        data = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes()
        place = [len(body), len(body) + len(data)]
        header[name] = {"dtype": kinds[array.dtype.name], "shape": list(array.shape), "data_offsets": place}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)
    print(f"{path}: {len(tensors)} tensors, {8 + len(text) + len(body)} bytes")


random = np.random.Generator(np.random.PCG64(SEED))


def uniform(shape, bound, around=0.0):
    """Drawn in float32 and then widened: a float32 engine can start from exactly these values."""
    return (around + random.uniform(-bound, bound, shape)).astype(np.float32).astype(float)


start, matrices = {}, {}
for name, *_ in BLOCKS:
    fan_in = int(np.prod(SHAPES[name][1:]))
    start[f"{name}.weight"] = uniform(SHAPES[name], fan_in**-0.5)
    start[f"{name}.bias"] = uniform(SHAPES[name][:1], fan_in**-0.5)
    if name != "conv1":
        matrices[f"{name}.feedback"] = uniform(SHAPES[name], (6 / fan_in) ** 0.5)
start["conv2.norm.weight"], start["conv2.norm.bias"] = uniform(5, 0.5, 1.0), uniform(5, 0.5)
start["conv2.norm.running_mean"], start["conv2.norm.running_var"] = uniform(5, 0.5), uniform(5, 0.5, 1.0)
x = uniform((STEPS, BATCH, *INPUT), 2)
labels = random.integers(CLASSES, size=(STEPS, BATCH)).astype(np.uint8)
file = {"x": x.astype(np.float32), "labels": labels}
file |= {f"initial/{n}": v.astype(np.float32) for n, v in (start | matrices).items()}
for name, run in RUNS.items():
    losses, angles, final = train(start, matrices, x, labels, run)
    file |= {f"{name}/loss": losses, f"{name}/weight_angle": angles}
    file |= {f"{name}/final/{n}": v for n, v in final.items()}
save(pathlib.Path(__file__).with_suffix(".safetensors"), file)
