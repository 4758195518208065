"""The arithmetic of the comparison and its Markdown. Knows neither PyTorch nor Bearing."""

import dataclasses
import statistics
from collections.abc import Sequence

NOT_HERE = "not on this processor"


@dataclasses.dataclass(frozen=True)
class Spread:
    median: float
    min: float
    max: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Of at least one value."""
        return cls(statistics.median(values), min(values), max(values))

    def text(self, digits: int = 0) -> str:
        """`1,234 (1,200 to 1,300)`; of one value the value."""
        if self.min == self.max:
            return f"{self.median:,.{digits}f}"
        return f"{self.median:,.{digits}f} ({self.min:,.{digits}f} to {self.max:,.{digits}f})"


def digits(value: float) -> int:
    """So many that three figures are seen."""
    return 0 if value >= 100 else 1 if value >= 10 else 2


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Round by round, so that what slows the machine for some minutes slows both."""
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} rounds of ours and {len(theirs)} of theirs do not pair")
    return Spread.of([a / b for a, b in zip(ours, theirs)])


def verdict(ratio: float, aim: float | None) -> str:
    if aim is None:
        return ""
    return f"{aim:g}: {'reached' if ratio >= aim else 'missed'}"


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def at_most(share: float, aim: float) -> str:
    """The verdict on a share that is to be small."""
    return f"≤ {100 * aim:g} %: {'reached' if share <= aim else 'missed'}"


def at_least(share: float, aim: float) -> str:
    """The verdict on a share that is to be large."""
    return f"≥ {100 * aim:g} %: {'reached' if share >= aim else 'missed'}"


def speed(measured: Sequence[dict]) -> str:
    """One row for each of `measured`: network, method, batch, aim; samples/s by round of Bearing (none where the
    processor cannot) and of PyTorch's two, `usual` and `tuned`, each with its `variant`.
    """
    rows = []
    for one in measured:
        ours = Spread.of(one["bearing"]) if one["bearing"] else None
        row = [one["network"], str(one["batch"]), one["method"]]
        row.append(ours.text(digits(ours.median)) if ours else NOT_HERE)
        for kind in ("usual", "tuned"):
            theirs = Spread.of(one[kind]["samples_per_second"])
            ratio = ratios(one["bearing"], one[kind]["samples_per_second"]) if ours else None
            row += [theirs.text(digits(theirs.median)), ratio.text(2) if ratio else ""]
            if kind == "usual":
                row.append(verdict(ratio.median, one["aim"]) if ratio else "")
        rows.append([*row, *(one[kind]["variant"].replace(",", ", ") for kind in ("usual", "tuned"))])
    head = [
        "network", "batch", "method", "Bearing, samples/s", "PyTorch, samples/s", "ratio", "aim",
        "PyTorch, tuned, samples/s", "ratio to tuned", "PyTorch is", "PyTorch, tuned, is",
    ]  # fmt: skip
    return markdown(head, rows)


def engine(results: Sequence[dict]) -> str:
    """Where Bearing's time goes: one row for each of its results."""
    phases = list(dict.fromkeys(phase for one in results for phase in one.get("phases") or {}))
    rows = []
    for one in results:
        memory = one.get("peak_memory_bytes")
        rows.append([
            one["network"], one["method"], one.get("precision", ""),
            number(one.get("gflops"), 1),
            number(one.get("matmul_gflops"), 1),
            percent(one.get("fraction_of_matmul")),
            number(one.get("milliseconds_per_step"), 2),
            *(number((one.get("phases") or {}).get(phase), 2) for phase in phases),
            number(memory / 2**20, 0) if memory else "",
        ])  # fmt: skip
    phases = [f"{phase}, ms" for phase in phases]
    head = ["network", "method", "precision", "GFLOP/s", "matmul, GFLOP/s", "of matmul", "ms/step", *phases, "memory, MiB"]
    return markdown(head, rows)


def trackers(results: Sequence[dict], aims: dict[str, float]) -> str:
    rows = []
    for one in results:
        if "unavailable" in one:
            rows.append([one["tracker"], "", "", f"not measured: {one['unavailable']}"])
            continue
        rate = one["points_per_second"]
        aim = aims.get(one["tracker"])
        judged = f"{aim:,.0f}: {'reached' if rate >= aim else 'missed'}" if aim else ""
        rows.append([one["tracker"], f"{one['points']:,}", f"{rate:,.0f}", judged])
    return markdown(["tracker", "points", "points/s", "aim"], rows)


def reading(figures: dict) -> str:
    """One row for each number of `bearing bench reading`, whatever they are called; of a spread the median counts."""
    rows = []
    for name, value in figures.items():
        if isinstance(value, dict) and {"median", "min", "max"} <= value.keys():
            shown = Spread(value["median"], value["min"], value["max"]).text(1)
        elif isinstance(value, dict):
            shown = ", ".join(f"{key.replace('_', ' ')} {number(part, 0)}" for key, part in value.items())
        else:
            shown = number(value, 1 if isinstance(value, float) else 0)
        rows.append([name.replace("_", " "), shown])
    return markdown(["what", "value"], rows)


def number(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:,.{places}f}"


def percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f} %"
