"""Which of the variants that were tried take part in a comparison. Needs no PyTorch."""

from collections.abc import Sequence

USUAL_FORMS = ("plain", "hook", "detached")
"""How scripts write a method: backpropagation as it is; a direct method as its author does, or with detached blocks."""


def is_usual(one: dict) -> bool:
    """Whether a script would have it: a usual form, and `torch.optim.SGD` without further options."""
    return one["form"] in USUAL_FORMS and one["optimizer"] == "default"


def speed(one: dict) -> float:
    """The best block of a short measurement: other processes only ever make one slower."""
    return one["samples_per_second"]["max"]


def in_front(tried: Sequence[dict], count: int) -> list[dict]:
    """The fastest first. Those that could not run are left out."""
    able = [one for one in tried if "unavailable" not in one]
    return sorted(able, key=speed, reverse=True)[:count]


def candidates(tried: Sequence[dict], count: int = 3) -> list[str]:
    """The names of those that may turn out to be the fastest usual one, or the fastest of all."""
    both = in_front([one for one in tried if is_usual(one)], count) + in_front(tried, count)
    return list(dict.fromkeys(one["variant"] for one in both))


def fastest(tried: Sequence[dict]) -> dict[str, str]:
    """The name of the fastest `usual` one, if there is one, and of the fastest of all, `tuned`; they may be the same."""
    usual, tuned = in_front([one for one in tried if is_usual(one)], 1), in_front(tried, 1)
    return {key: found[0]["variant"] for key, found in (("usual", usual), ("tuned", tuned)) if found}
