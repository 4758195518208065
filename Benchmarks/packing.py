"""Runs side by side: what one run with all cores, two with half of them, ... come to together, on both sides."""

import concurrent.futures
import copy

import sides
import tables

NETWORKS = (("conv2", "dkp", 64), ("fc5:1000", "dkp", 64))


def measure(given) -> list[dict]:
    return [side_by_side(*network, given) for network in NETWORKS]


def side_by_side(network: str, method: str, batch: int, given) -> dict:
    """Both sides of one network: samples/s of all runs together, by their number."""
    tried = sides.pytorch(network, method, batch, "trials", given)
    variant = tried["fastest"]["tuned"]
    ours = sides.bearing(network, method, batch, given, "--packing")["packings"][0]["packings"]
    found = []
    for one in ours:
        theirs = pytorch(network, method, batch, variant, one["runs"], one["threads"], given)
        found.append({"runs": one["runs"], "threads": one["threads"], "bearing": one["samples_per_second"]["median"],
                      "pytorch": theirs})  # fmt: skip
    return {"network": network, "method": method, "batch": batch, "variant": variant, "packings": found}


def pytorch(network: str, method: str, batch: int, variant: str, runs: int, threads: int, given) -> float:
    """So many processes at a time, each with its share of the cores. They take equally long to begin."""
    own = copy.copy(given)
    own.threads = threads
    with concurrent.futures.ThreadPoolExecutor(runs) as pool:
        printed = list(pool.map(lambda _: sides.pytorch(network, method, batch, variant, own), range(runs)))
    return sum(one["results"][0]["samples_per_second"]["median"] for one in printed)


def table(measured: list[dict]) -> str:
    """One row for each packing; the best of each side is marked."""
    rows = []
    for one in measured:
        best = {side: max(packing[side] for packing in one["packings"]) for side in ("bearing", "pytorch")}
        for packing in one["packings"]:
            shown = {
                side: f"{packing[side]:,.0f}" + (" (best)" if packing[side] == best[side] else "") for side in best
            }
            rows.append([
                one["network"], one["method"], f"{packing['runs']} x {packing['threads']}", shown["bearing"],
                shown["pytorch"], f"{packing['bearing'] / packing['pytorch']:.2f}",
            ])  # fmt: skip
        rows.append([
            one["network"], one["method"], "best of each", f"{best['bearing']:,.0f}", f"{best['pytorch']:,.0f}",
            f"{best['bearing'] / best['pytorch']:.2f}",
        ])  # fmt: skip
    head = ["network", "method", "runs x threads", "Bearing, samples/s in all", "PyTorch, samples/s in all", "ratio"]
    return tables.markdown(head, rows)
