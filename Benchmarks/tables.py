"""The arithmetic of the comparison and its Markdown. Knows neither PyTorch nor Bearing."""

import dataclasses
import statistics
from collections.abc import Sequence

# What the forms of a direct method are that the aims were set against: the paper's author's and the usual remedy.
NAMED_FORMS = ("plain", "hook", "detached")


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


def speed(measured: Sequence[dict]) -> str:
    """One row for each of `measured`: network, method, batch, variant, aim, and samples/s by round of both sides."""
    rows = []
    for one in measured:
        theirs, ours = Spread.of(one["pytorch"]), Spread.of(one["bearing"])
        ratio = ratios(one["bearing"], one["pytorch"])
        rows.append([
            one["network"], str(one["batch"]), one["method"], one["variant"].replace(",", ", "),
            theirs.text(digits(theirs.median)), ours.text(digits(ours.median)),
            ratio.text(2), verdict(ratio.median, one["aim"]),
        ])  # fmt: skip
    head = ["network", "batch", "method", "PyTorch's variant", "PyTorch, samples/s", "Bearing, samples/s", "ratio", "aim"]
    return markdown(head, rows)


def engine(results: Sequence[dict], matmul: float | None) -> str:
    """Where Bearing's time goes: one row for each of its results."""
    phases = list(dict.fromkeys(phase for one in results for phase in one.get("phases") or {}))
    rows = []
    for one in results:
        memory = one.get("peak_memory_bytes")
        rows.append([
            one["network"], one["method"],
            number(one.get("gflops"), 1),
            percent(one.get("fraction_of_matmul")),
            number(one.get("milliseconds_per_step"), 2),
            *(number((one.get("phases") or {}).get(phase), 2) for phase in phases),
            number(memory / 2**20, 0) if memory else "",
        ])  # fmt: skip
    head = ["network", "method", "GFLOP/s", "of matmul", "ms/step", *(f"{phase}, ms" for phase in phases), "memory, MiB"]
    rate = f"A matrix product alone: {matmul:,.0f} GFLOP/s.\n\n" if matmul else ""
    return rate + markdown(head, rows)


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
