#!/usr/bin/env python3
"""Trains a network on random pictures with PyTorch and prints samples per second.

    train.py --network conv2 --method dkp --batch 64 --threads 2 --seconds 10 --blocks 5 --format json
    train.py --network conv2 --method dkp --variant eager,channels_last,detached,default
    train.py --network alexnet --method dkp --check
"""

import argparse
import dataclasses
import json
import os
import statistics
import sys
import time

import choice


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
        help="trials: all briefly; best: the same, and then for --seconds the fastest of those that scripts use and the"
        " fastest of all; all: each for --seconds; or one, MODE,LAYOUT,FORM,OPTIMIZER: eager or compiled; nchw,"
        " channels_last or (fc5) flat; hook, detached, one_graph or (bp) plain; default or fused",
    )  # fmt: skip
    parser.add_argument("--forms", help="of trials, best and all: these alone, with commas between; default: every form of the method")
    parser.add_argument("--precision", choices=["f32", "bf16"], default="f32", help="bf16 by autocast")
    parser.add_argument("--record", action="store_true", help="fetch loss and accuracy of every step, as a script would")
    parser.add_argument("--check", action="store_true", help="instead compare one step's gradients with formulas by hand")
    parser.add_argument("--check-mode", choices=["eager", "compiled"], default="eager")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    given = parser.parse_args()
    for name in ("batch", "threads", "seconds", "blocks"):
        if getattr(given, name) is not None and getattr(given, name) <= 0:
            parser.error(f"--{name}: expected more than 0, found {getattr(given, name)}")
    if given.variant not in ("best", "trials", "all") and given.forms:
        parser.error("--forms belongs to --variant trials, best or all")
    return given


def measure(given: argparse.Namespace, alike: list, seconds: float, blocks: int) -> list[dict]:
    """The figures of variants that differ in the optimizer alone, or why they cannot run here."""
    import variants

    found = [{"variant": str(variant)} | dataclasses.asdict(variant) for variant in alike]
    start = time.perf_counter()
    try:
        trainer = variants.Trainer(given.network, given.method, given.batch, alike[0], given.precision, given.record)
        trainer.warm_up()
        warm = time.perf_counter()
        for one in found:
            trainer.optimize(one["optimizer"])
            # The first step makes the momentum.
            trainer.warm_up(1)
            speeds = [trainer.samples_per_second(seconds / blocks) for _ in range(blocks)]
            one["samples_per_second"] = {
                "median": statistics.median(speeds), "min": min(speeds), "max": max(speeds), "blocks": speeds,
            }  # fmt: skip
            one["milliseconds_per_step"] = 1000 * given.batch / statistics.median(speeds)
            one["seconds_before"] = warm - start
    except Exception as problem:  # noqa: BLE001: without a C++ compiler torch.compile fails in many ways
        if alike[0].mode == "eager":
            raise
        said = (str(problem).strip().splitlines() or ["no message"])[0]
        return [one | {"unavailable": f"{type(problem).__name__}: {said}"} for one in found]
    return found


def trials(given: argparse.Namespace, known: list[list]) -> list[dict]:
    """All of them briefly; those in front get another try, in case somebody else's work came between."""
    brief = given.seconds / 5
    tried = [one for alike in known for one in measure(given, alike, brief, 2)]
    named = {str(variant): variant for alike in known for variant in alike}
    for name in choice.candidates(tried):
        again = measure(given, [named[name]], brief, 2)[0]
        tried = [again if one["variant"] == name and better(again, one) else one for one in tried]
    return tried


def better(again: dict, before: dict) -> bool:
    return "unavailable" not in again and choice.speed(again) > choice.speed(before)


def chosen(given: argparse.Namespace) -> tuple[list[dict], list[dict]]:
    """What was tried, and the figures that count."""
    import variants

    known = variants.all_of(given.network, given.method)
    named = {str(variant): variant for alike in known for variant in alike}
    if given.variant not in ("best", "trials", "all"):
        if given.variant not in named:
            sys.exit(f'--variant: there is no "{given.variant}" here; known are best, trials, all, {" ".join(named)}')
        tried = measure(given, [named[given.variant]], given.seconds, given.blocks)
        if "unavailable" in tried[0]:
            sys.exit(f"{given.variant} is unavailable: {tried[0]['unavailable']}")
        return tried, tried
    forms = list(dict.fromkeys(alike[0].form for alike in known))
    wanted = given.forms.split(",") if given.forms else forms
    if unknown := [form for form in wanted if form not in forms]:
        sys.exit(f"--forms: {given.method} has no {', '.join(unknown)}; known are {', '.join(forms)}")
    known = [alike for alike in known if alike[0].form in wanted]
    if given.variant == "all":
        tried = [one for alike in known for one in measure(given, alike, given.seconds, given.blocks)]
    else:
        tried = trials(given, known)
    fastest = list(dict.fromkeys(choice.fastest(tried).values()))
    if given.variant == "best":
        return tried, [measure(given, [named[name]], given.seconds, given.blocks)[0] for name in fastest]
    return tried, [one for one in tried if one["variant"] in fastest]


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
    tried, counting = chosen(given)
    case = {"network": given.network, "method": given.method, "batch": given.batch}
    how = {"threads": given.threads, "precision": given.precision, "record": given.record}
    if given.format == "json":
        printed = {"torch": torch.__version__, "results": [case | one | how for one in counting], "variants": tried}
        print(json.dumps(printed | {"fastest": choice.fastest(tried)}, indent=1))
        return
    for one in tried:
        print(f"{one['variant']:40}", text(one))
    for one in counting:
        print(f"{given.network} {given.method} batch {given.batch}: {one['variant']}", text(one))


def text(one: dict) -> str:
    if "unavailable" in one:
        return f"unavailable: {one['unavailable']}"
    speed = one["samples_per_second"]
    return f"{speed['median']:9,.1f} samples/s ({speed['min']:,.1f} to {speed['max']:,.1f})"


if __name__ == "__main__":
    main()
