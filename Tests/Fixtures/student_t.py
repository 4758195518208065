"""Student's t distribution and Welch's test by SciPy: what Tests/StatisticsTests/StudentTTests.swift compares with."""

import json
import pathlib
import random

import scipy
from scipy import stats

DEGREES = [1, 1.5, 2, 2.37, 3, 4, 7.25, 10, 29.9, 100, 1234.5, 1e6]
POINTS = [0, 1e-6, 0.01, 0.5, 1, 1.96, 2.5, 4, 9, 40, 1000]
PARTS = [0.5, 0.6, 0.9, 0.95, 0.975, 0.99, 0.9995, 1 - 1e-9]


def welch(a, b):
    test = stats.ttest_ind(a, b, equal_var=False)
    interval = test.confidence_interval(0.95)
    return {"a": a, "b": b, "t": test.statistic, "df": test.df, "p": test.pvalue,
            "low": interval.low, "high": interval.high}


def moments(first, second):
    """Welch's test of (mean, deviation, count) twice: of what tables print."""
    (a, s, n), (b, r, m) = first, second
    test = stats.ttest_ind_from_stats(a, s, n, b, r, m, equal_var=False)
    shares = (s * s / n, r * r / m)
    error = sum(shares) ** 0.5
    df = sum(shares) ** 2 / (shares[0] ** 2 / (n - 1) + shares[1] ** 2 / (m - 1))
    reach = stats.t.ppf(0.975, df) * error
    return {"a": first, "b": second, "t": test.statistic, "df": df, "p": test.pvalue, "se": error,
            "low": a - b - reach, "high": a - b + reach}


def paired(a, b):
    test = stats.ttest_rel(a, b)
    interval = test.confidence_interval(0.95)
    return {"a": a, "b": b, "low": interval.low, "high": interval.high}


def samples(count, center, spread):
    return [random.gauss(center, spread) for _ in range(count)]


random.seed(13)
fixture = {
    "scipy": scipy.__version__,
    "upper": [[df, t, stats.t.sf(t, df)] for df in DEGREES for t in POINTS],
    "quantile": [[df, p, stats.t.ppf(p, df)] for df in DEGREES for p in PARTS],
    "welch": [
        welch([0.9, 0.91, 0.93], [0.88, 0.89, 0.9]),
        welch([1, 2], [1.5, 1.75]),
        welch([0.5, 0.6, 0.7, 0.8], [0.5, 0.6, 0.7, 0.8]),
        welch([5, 5, 5, 5.0001], [9, 2, 7]),
    ] + [welch(samples(n, 0.9, 0.01), samples(m, 0.9 + shift, spread))
         for n, m, shift, spread in [(2, 10, 0.01, 0.001), (10, 10, 0, 0.01), (5, 3, -0.02, 0.05), (50, 40, 0.005, 0.02)]],
    # Neighbours of the paper's tables, and ours of fewer trials beside its ten.
    "moments": [
        moments((92.18, 0.13, 10), (91.66, 0.27, 10)),
        moments((91.12, 0.39, 10), (89.58, 0.05, 10)),
        moments((64.69, 0.72, 10), (62.70, 0.36, 10)),
        moments((91.5, 0.2, 3), (91.66, 0.27, 10)),
        moments((70.1, 0, 3), (70.70, 0.96, 10)),
        moments((48.03, 0.61, 10), (47.72, 0.73, 10)),
    ],
    "paired": [paired([34.2, 33.1, 35.0, 34.4, 33.9], [21.5, 22.0, 21.2, 23.1, 20.9]), paired([1, 2, 4], [1.5, 1.75, 4.5])],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(fixture, indent=1) + "\n")
