"""Spells of drought in a series of classes: since when, until when, how bad."""
from dataclasses import dataclass
from typing import List, Optional, Sequence

from .classes import DROUGHT, NODATA


@dataclass(frozen=True)
class Spell:
    """One unbroken run of dates in drought: places of its first and last date, and of the date after it (None: it is
    still on, or nothing is known behind it); worst: the worst class code in it."""

    first: int
    last: int
    ended: Optional[int]
    worst: int


def spells(codes: Sequence[int], at_least: int = DROUGHT) -> List[Spell]:
    """Runs of dates whose class is `at_least` (D1) or worse; dates without data (255) don't break a run."""
    found: List[Spell] = []
    run: List[int] = []
    for place, code in enumerate(codes):
        if code == NODATA:
            continue
        if code >= at_least:
            run.append(place)
        elif run:
            found.append(_spell(run, codes, place))
            run = []
    if run:
        found.append(_spell(run, codes, None))
    return found


def _spell(run: Sequence[int], codes: Sequence[int], ended: Optional[int]) -> Spell:
    return Spell(run[0], run[-1], ended, max(codes[place] for place in run))
