"""What recording costs: the same training with and without angles, in turn, and the writer's processor time."""

import sides
import tables

NETWORK, METHOD, BATCH = "conv2", "dkp", 64
# Parts of a step: what is measured of it on the training's own threads, and the database's writer.
MEASURES_AIM, WRITER_AIM = 0.05, 0.02


def measure(given) -> list[dict]:
    """Both kinds in each round, the first of one round second in the next. Twice the rounds of a comparison: it is a
    small difference of two large numbers.
    """
    rounds = []
    for number in range(2 * given.rounds):
        kinds = {"with_angles": (), "without_angles": ("--no-angle",)}
        order = list(kinds) if number % 2 == 0 else list(reversed(kinds))
        rounds.append({kind: result(given, kinds[kind]) for kind in order})
    return rounds


def result(given, more: tuple[str, ...]) -> dict:
    return sides.bearing(NETWORK, METHOD, BATCH, given, *more)["results"][0]


def shares(rounds: list[dict]) -> dict[str, list[float]]:
    """Parts of a step with everything recorded, by round.

    `angles` is what a step without them is shorter by. `others` is the phase `metrics` of a step without angles: loss,
    accuracy and the hand-over of the points. `writer` is the time that the writer keeps a core busy, as if training
    waited for it.
    """
    found: dict[str, list[float]] = {"angles": [], "others": [], "measures": [], "writer": []}
    for one in rounds:
        whole = step(one["with_angles"])
        angles, others = whole - step(one["without_angles"]), metrics(one["without_angles"])
        found["angles"].append(angles / whole)
        found["others"].append(others / whole)
        found["measures"].append((angles + others) / whole)
        found["writer"].append(writer(one["with_angles"]) / whole)
    return found


def table(rounds: list[dict]) -> str:
    parts = shares(rounds)

    def times(kind: str, value) -> str:
        return tables.Spread.of([value(one[kind]) for one in rounds]).text(3)

    def share(name: str) -> str:
        return tables.Spread.of([100 * part for part in parts[name]]).text(2)

    def verdict(name: str, aim: float) -> str:
        return tables.at_most(tables.Spread.of(parts[name]).median, aim)

    points = rounds[-1]["with_angles"]["recording"]["points_per_step"]
    rows = [
        ["a step, everything recorded", times("with_angles", step), "", ""],
        ["a step without angles", times("without_angles", step), "", ""],
        ["angles: the difference", "", share("angles"), ""],
        ["loss, accuracy, hand-over", times("without_angles", metrics), share("others"), ""],
        ["these two", "", share("measures"), verdict("measures", MEASURES_AIM)],
        [f"SQLite: the writer, {points:g} points a step", times("with_angles", writer), share("writer"), verdict("writer", WRITER_AIM)],
    ]  # fmt: skip
    return tables.markdown(["what", "ms/step", "% of a step", "aim"], rows)


def step(one: dict) -> float:
    return one["milliseconds_per_step"]


def metrics(one: dict) -> float:
    return one["phases"]["metrics"]


def writer(one: dict) -> float:
    return one["recording"]["writer_milliseconds_per_step"]
