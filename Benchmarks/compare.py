#!/usr/bin/env python3
"""Measures Bearing and PyTorch in turn, and trackers, and prints the tables; `make bench` runs it.

    compare.py --only conv2 --rounds 5
    compare.py --only trackers,reading --quick
"""

import argparse
import copy
import dataclasses
import json
import os
import pathlib
import sys

import packing
import protocol
import recording
import sides
import tables


@dataclasses.dataclass(frozen=True)
class Case:
    network: str
    method: str
    batch: int
    # So many times the samples per second of PyTorch as scripts use it, in f32.
    aim: float

    @property
    def part(self) -> str:
        return self.network.partition(":")[0]


CASES = (
    Case("conv2", "bp", 64, 2),
    Case("conv2", "dkp", 64, 3),
    Case("fc5:1000", "bp", 64, 2),
    Case("fc5:1000", "dkp", 64, 2),
    Case("alexnet", "bp", 32, 1.6),
    Case("alexnet", "dkp", 32, 2.2),
)
PARTS = (*dict.fromkeys(case.part for case in CASES), "packing", "recording", "trackers", "mlflow", "reading")
# Points per second.
TRACKER_AIMS = {"bearing": 500_000, "bearing-http": 100_000}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Bearing beside PyTorch and beside trackers")
    parser.add_argument("--only", help=f"some of {','.join(PARTS)}; default: all")
    parser.add_argument("--rounds", type=int, help="times that each side has its turn; default 3")
    parser.add_argument("--seconds", type=float, help="measured time of each side in a round; default 10")
    parser.add_argument("--quick", action="store_true", help="one round of 2 seconds, few points: whether it works")
    parser.add_argument("--precision", default="f32,bf16", help="of both sides, one or both; default f32,bf16")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of both sides; default: all cores")
    parser.add_argument("--bearing", default=str(sides.ROOT / ".build/release/bearing"), help="the program")
    parser.add_argument("--json", metavar="FILE", help="also write every measurement there")
    given = parser.parse_args()
    given.rounds = given.rounds or (1 if given.quick else 3)
    given.seconds = given.seconds or (2 if given.quick else 10)
    given.only = given.only.split(",") if given.only else list(PARTS)
    if unknown := [name for name in given.only if name not in PARTS]:
        parser.error(f"--only: there is no {', '.join(unknown)}; known are {', '.join(PARTS)}")
    given.precisions = given.precision.split(",")
    if unknown := [name for name in given.precisions if name not in ("f32", "bf16")]:
        parser.error(f"--precision: expected f32, bf16 or both, found {', '.join(unknown)}")
    # What is measured in one precision only: in the first of them.
    given.precision = given.precisions[0]
    for name in ("rounds", "seconds", "threads"):
        if getattr(given, name) <= 0:
            parser.error(f"--{name}: expected more than 0, found {getattr(given, name)}")
    if not os.access(given.bearing, os.X_OK):
        parser.error(f"--bearing: there is no program {given.bearing}; `make build` makes .build/release/bearing")
    return given


def compare(case: Case, given: argparse.Namespace) -> dict:
    """Both sides of one case, in turn: every measurement, by round."""
    name = f"{case.network} {case.method}, {given.precision}"
    say(f"{name}: PyTorch's variants")
    tried = sides.pytorch(case.network, case.method, case.batch, "trials", given)
    # The same one may be both.
    rounds: dict[str, list] = {variant: [] for variant in tried["fastest"].values()}
    ours, refused = [], None
    for number in range(1, given.rounds + 1):
        for variant in rounds:
            say(f"{name}: round {number}, PyTorch {variant}")
            printed = sides.pytorch(case.network, case.method, case.batch, variant, given)
            rounds[variant].append(printed["results"][0])
        if refused:
            continue
        say(f"{name}: round {number}, Bearing")
        try:
            ours.append(sides.bearing(case.network, case.method, case.batch, given))
        except sides.Refusal as refusal:
            refused = str(refusal)
    return {"case": dataclasses.asdict(case), "torch": tried["torch"], "variants": tried["variants"]} | {
        "fastest": tried["fastest"], "pytorch": rounds, "bearing": ours, "refused": refused,
    }  # fmt: skip


def rows(measured: list[dict], precision: str) -> list[dict]:
    """What `tables.speed` prints."""
    found = []
    for one in measured:
        row = one["case"] | {"bearing": [median(printed["results"][0]) for printed in one["bearing"]]}
        for kind, variant in one["fastest"].items():
            row[kind] = {"variant": variant, "samples_per_second": [median(r) for r in one["pytorch"][variant]]}
        # The aims are for f32.
        found.append(row | {"aim": one["case"]["aim"] if precision == "f32" else None})
    return found


def median(result: dict) -> float:
    return result["samples_per_second"]["median"]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    given = arguments()
    busy = os.getloadavg()[0]
    if busy > 0.5:
        say(f"other processes are at work here (load {busy:.1f}): figures of a busy machine are worth little")
    record: dict = {"networks": {precision: [] for precision in given.precisions}}
    problems = []
    for precision, found in record["networks"].items():
        own = copy.copy(given)
        own.precision = precision
        for case in CASES:
            if case.part in given.only:
                try:
                    found.append(compare(case, own))
                except sides.Problem as problem:
                    problems.append(f"{case.network} {case.method}, {precision}: {problem}")
                if found and found[-1]["refused"]:
                    break
    for part, measure in {
        "packing": packing.measure, "recording": recording.measure, "trackers": sides.trackers, "mlflow": protocol.measure,
        "reading": sides.reading,
    }.items():  # fmt: skip
        if part in given.only:
            say(part)
            try:
                record[part] = measure(given)
            except sides.Refusal as refusal:
                record["refused"] = str(refusal)
            except sides.Problem as problem:
                problems.append(f"{part}: {problem}")
    if given.json:
        pathlib.Path(given.json).write_text(json.dumps(record, indent=1) + "\n")
    show(record, given)
    for problem in problems:
        say(f"not measured: {problem}")
    sys.exit(1 if problems else 0)


def show(record: dict, given: argparse.Namespace) -> None:
    for precision, networks in record["networks"].items():
        if networks:
            show_training(networks, precision, given)
    if "packing" in record:
        print(f"## Runs side by side, {given.precision}, {given.threads} threads in all\n")
        print(packing.table(record["packing"]) + "\n")
    if "recording" in record:
        print(f"## What recording costs: {recording.NETWORK} {recording.METHOD}, {given.precision}\n")
        print(recording.table(record["recording"]) + "\n")
    elif "refused" in record:
        print(f"## What recording costs\n\n{tables.NOT_HERE}: {record['refused']}\n")
    if "trackers" in record:
        print("## Trackers\n\n" + tables.trackers(record["trackers"], TRACKER_AIMS) + "\n")
    if "mlflow" in record:
        print(f"## MLflow's client, {given.rounds} rounds\n")
        print(protocol.where(record["mlflow"]) + "\n")
        print(protocol.table(record["mlflow"]["rounds"]) + "\n")
    if "reading" in record:
        print("## Reading\n\n" + tables.reading(record["reading"]) + "\n")


def show_training(networks: list[dict], precision: str, given: argparse.Namespace) -> None:
    last = [one["bearing"][-1] for one in networks if one["bearing"]]
    versions = [f"{last[-1]['processor']}; Bearing {last[-1]['version']}"] if last else []
    print(f"## Training, {precision}, {given.threads} threads, {given.rounds} rounds\n")
    print(", ".join([*versions, f"PyTorch {networks[0]['torch']}"]) + "\n")
    print(tables.speed(rows(networks, precision)) + "\n")
    for refusal in dict.fromkeys(one["refused"] for one in networks if one["refused"]):
        print(f"Bearing, {tables.NOT_HERE}: {refusal}\n")
    if last:
        print("## Bearing's time\n")
        print(tables.engine([printed["results"][0] for printed in last]) + "\n")


if __name__ == "__main__":
    main()
