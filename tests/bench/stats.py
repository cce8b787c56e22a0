"""stats.py - medians, and ratios of things measured side by side

A ratio is taken inside each round, where both commands ran within the same second
or two, and only then is the median formed: what disturbs the machine for a while
disturbs both sides of a ratio.

SPDX-License-Identifier: MIT OR Apache-2.0
"""

from statistics import median


def summary(values):
    """Median, least and greatest of a list of numbers that is not empty."""
    return {"median": median(values), "min": min(values), "max": max(values)}


def paired_ratio(over, under):
    """Median of over/under, each formed within one round.

    Both are {round: value}; only rounds both took part in count. None if there is no
    such round, or if a value to divide by is zero.
    """
    ratios = [over[i] / under[i] for i in over if i in under and under[i] > 0]
    return median(ratios) if ratios else None


def fastest(samples):
    """The name whose median is least, given {name: {round: value}}; None if empty.

    Names of equal medians are decided alphabetically, so that a result file does not
    depend on the order of the table.
    """
    medians = {name: median(rounds.values()) for name, rounds in samples.items() if rounds}
    return min(sorted(medians), key=medians.get, default=None)
