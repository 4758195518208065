#!/usr/bin/env python3
"""Trains a network on random pictures with PyTorch and prints samples per second.

    train.py --network conv2 --method dkp --batch 64 --threads 2 --seconds 10 --blocks 5 --format json
    train.py --network conv2 --method dkp --variant eager,channels_last,detached
    train.py --network alexnet --method dkp --check
"""

import argparse
import json
import os
import statistics
import sys
import time


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="PyTorch's training speed, optimizer included, data loading excluded")
    parser.add_argument("--network", required=True, help="conv2, fc5, fc5:WIDTH or alexnet")
    parser.add_argument("--method", required=True, choices=["bp", "dfa", "dkp"])
    parser.add_argument("--batch", type=int, help="samples in a batch; default 64, of alexnet 32")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="default: all cores")
    parser.add_argument("--seconds", type=float, default=10, help="measured time in all, compiling and warming up excluded")
    parser.add_argument("--blocks", type=int, default=5, help="parts of that time, each of which gives a figure")
    parser.add_argument(
        "--variant", default="best",
        help="best: all briefly, then the fastest for --seconds; all: each for --seconds; or one, MODE,LAYOUT,FORM:"
        " eager or compiled; nchw, channels_last or (fc5) flat; hook, detached, one_graph or (bp) plain",
    )  # fmt: skip
    parser.add_argument("--forms", help="of best and all: these alone, with commas between; default: every form of the method")
    parser.add_argument("--precision", choices=["f32", "bf16"], default="f32", help="bf16 by autocast")
    parser.add_argument("--record", action="store_true", help="fetch loss and accuracy of every step, as a script would")
    parser.add_argument("--check", action="store_true", help="instead compare one step's gradients with formulas by hand")
    parser.add_argument("--check-mode", choices=["eager", "compiled"], default="eager")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    given = parser.parse_args()
    for name in ("batch", "threads", "seconds", "blocks"):
        if getattr(given, name) is not None and getattr(given, name) <= 0:
            parser.error(f"--{name}: expected more than 0, found {getattr(given, name)}")
    if given.variant not in ("best", "all") and given.forms:
        parser.error("--forms belongs to --variant best or all")
    return given


def measure(given: argparse.Namespace, variant, seconds: float, blocks: int) -> dict:
    """One variant's figures, or why it cannot run here."""
    import variants

    named = {"variant": str(variant), "mode": variant.mode, "layout": variant.layout, "form": variant.form}
    start = time.perf_counter()
    try:
        trainer = variants.Trainer(given.network, given.method, given.batch, variant, given.precision, given.record)
        trainer.warm_up()
        warm = time.perf_counter()
        speeds = [trainer.samples_per_second(seconds / blocks) for _ in range(blocks)]
    except Exception as problem:  # noqa: BLE001: without a C++ compiler torch.compile fails in many ways
        if variant.mode == "eager":
            raise
        return named | {"unavailable": f"{type(problem).__name__}: {str(problem).strip().splitlines()[0]}"}
    return named | {
        "samples_per_second": {
            "median": statistics.median(speeds), "min": min(speeds), "max": max(speeds), "blocks": speeds,
        },
        "milliseconds_per_step": 1000 * given.batch / statistics.median(speeds),
        "seconds_before": warm - start,
    }  # fmt: skip


def chosen(given: argparse.Namespace) -> tuple[list[dict], dict]:
    """What was tried, and what counts."""
    import variants

    known = variants.all_of(given.network, given.method)
    if given.variant not in ("best", "all"):
        named = [v for v in known if str(v) == given.variant]
        if not named:
            sys.exit(f'--variant: there is no "{given.variant}" here; known are best, all, {" ".join(map(str, known))}')
        tried = [measure(given, named[0], given.seconds, given.blocks)]
        if "unavailable" in tried[0]:
            sys.exit(f"{given.variant} is unavailable: {tried[0]['unavailable']}")
        return tried, tried[0]
    forms = given.forms.split(",") if given.forms else [v.form for v in known]
    if unknown := set(forms) - {v.form for v in known}:
        sys.exit(f"--forms: {given.method} has no {', '.join(unknown)}; known are {', '.join({v.form for v in known})}")
    known = [v for v in known if v.form in forms]
    brief = given.seconds if given.variant == "all" else given.seconds / 5
    tried = [measure(given, v, brief, given.blocks if given.variant == "all" else 2) for v in known]
    able = sorted((t for t in tried if "unavailable" not in t), key=quickest, reverse=True)
    if given.variant == "all":
        return tried, able[0]
    named = {str(v): v for v in known}
    # Another try for those in front, in case somebody else's work came between.
    again = [measure(given, named[t["variant"]], brief, 2) for t in able[:3]]
    best = named[max(able[:3] + again, key=quickest)["variant"]]
    return tried, measure(given, best, given.seconds, given.blocks)


def quickest(one: dict) -> float:
    """The best block of a short measurement: other processes only ever make one slower."""
    return one["samples_per_second"]["max"]


def main() -> None:
    given = arguments()
    # Read by OpenMP when torch is loaded.
    os.environ["OMP_NUM_THREADS"] = str(given.threads)
    import check
    import networks
    import torch

    torch.set_num_threads(given.threads)
    try:
        given.batch = given.batch or (8 if given.check else networks.setup(given.network).batch)
    except ValueError as problem:
        sys.exit(f"--network: {problem}")
    if given.check:
        if given.method == "bp":
            sys.exit("--check: bp is autograd itself; give --method dfa or dkp")
        sys.exit(0 if check.run(given.network, given.method, given.check_mode, max(given.batch, 2)) else 1)
    tried, best = chosen(given)
    result = {"network": given.network, "method": given.method, "batch": given.batch} | best
    result |= {"threads": given.threads, "precision": given.precision, "record": given.record}
    if given.format == "json":
        print(json.dumps({"torch": torch.__version__, "results": [result], "variants": tried}, indent=1))
        return
    for one in tried:
        print(f"{one['variant']:32}", text(one))
    print(f"{given.network} {given.method} batch {given.batch}: {best['variant']}", text(best))


def text(one: dict) -> str:
    if "unavailable" in one:
        return f"unavailable: {one['unavailable']}"
    speed = one["samples_per_second"]
    return f"{speed['median']:9,.1f} samples/s ({speed['min']:,.1f} to {speed['max']:,.1f})"


if __name__ == "__main__":
    main()
