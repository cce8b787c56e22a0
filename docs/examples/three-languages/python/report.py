"""report.py - a week's temperatures, summed up

SPDX-License-Identifier: MIT OR Apache-2.0
"""


def read(week):
    """"Mon 14" in each line."""
    return {day: int(degrees) for day, degrees in (line.split() for line in week.splitlines())}


def summary(week):
    days = read(week)
    return {
        "warmest": max(days, key=days.get),
        "coldest": min(days, key=days.get),
        "mean": round(sum(days.values()) / len(days), 1),
    }


def sentence(week):
    found = summary(week)
    return (f"On average it was {found['mean']} degrees.\n"
            f"{found['warmest']} was the warmest day, {found['coldest']} the coldest.\n")
