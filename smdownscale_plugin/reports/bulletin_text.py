"""The bulletin's sentences: plain words from figures, nothing that the table beside does not say."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import List, Optional, Sequence, Tuple

from ..errors import certain
from . import drought_colours as drought

_LASTING = timedelta(days=28)      # shorter spells are too common for their end to be news


@dataclass(frozen=True)
class PastSpell:
    """A spell of drought (D1 or worse): first and last date in it, first date after it (None: still on), worst code."""

    first: datetime
    last: datetime
    ended: Optional[datetime]
    worst: int


@dataclass(frozen=True)
class DistrictStatus:
    """A district on the bulletin's date; shares in 0..1 of its valid area, NaN where unknown.

    code: prevailing class; drought: share in D1 or worse; change_last, change_year: of that share since the date before
    and a year before; mean, low, high: mean percentile and its 90 % interval; severity: 0 to 500; valid: share of its
    area with data; spells: in order of time; codes: prevailing class of every date shown.
    """

    name: str
    code: int
    drought: float
    change_last: float
    change_year: float
    mean: float
    low: float
    high: float
    severity: float
    valid: float
    spells: Tuple[PastSpell, ...]
    codes: Tuple[int, ...]

    @property
    def current(self) -> Optional[PastSpell]:
        """The spell that is on."""
        return self.spells[-1] if self.spells and self.spells[-1].ended is None and self.code >= drought.DROUGHT \
            and self.code != drought.NODATA else None

    @property
    def known(self) -> bool:
        """Whether it has any data on the date."""
        return self.code != drought.NODATA


def by_severity(districts: Sequence[DistrictStatus]) -> List[DistrictStatus]:
    """Worst first: by class, then severity index; those without data last."""
    return sorted(districts, key=lambda d: (0, -d.code, -d.severity, d.name) if d.known else (1, 0, 0, d.name))


def day(moment: datetime) -> str:
    """1 July 2021 (months in English, whatever the system's language)."""
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")
    return f"{moment.day} {months[moment.month - 1]} {moment.year}"


def short_day(moment: datetime) -> str:
    """1 Jul 2021."""
    number, month, year = day(moment).split()
    return f"{number} {month[:3]} {year}"


def shortened_name(name: str, longest: int = 30) -> str:
    """A name that fits a line."""
    return name if len(name) <= longest else name[:longest - 1].rstrip() + "…"


def whole_percent(share: float) -> str:
    """12 %, under 1 %, or a dash."""
    if share != share:
        return "–"
    return "under 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def ordinal(number: float) -> str:
    """1st, 2nd, 3rd, 4th ... 11th, 12th, 13th ... 21st."""
    whole = round(number)
    ending = "th" if 11 <= whole % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole}{ending}"


def points(change: float) -> str:
    """+12, −3, 0, or a dash, in percentage points."""
    if change != change:
        return "–"
    rounded = round(100 * change)
    return "0" if rounded == 0 else f"{rounded:+d}".replace("-", "−")


def headline(districts: Sequence[DistrictStatus], area: float, change: float, before: Optional[datetime]) -> str:
    """How much of the area is in drought, and how that changed."""
    text = f"{whole_percent(area)} of the area is in drought (D1 or worse)".replace("under 1 % of", "Under 1 % of")
    if before is not None and change == change:
        size = abs(round(100 * change))
        more = f"{size} percentage point{'s' if size > 1 else ''} {'more' if change > 0 else 'less'} than"
        text += f", {more if size else 'as much as'} on {day(before)}"
    return text + "."


def worst(districts: Sequence[DistrictStatus], most: int = 3) -> str:
    """Which districts are in drought, the worst first."""
    hit = [d for d in by_severity(districts) if d.current]
    if not hit:
        return "No district is in drought."
    named = [f"{shortened_name(d.name)} ({drought.name(d.code)}, since {day(certain(d.current).first)})"
             for d in hit[:most]]
    more = len(hit) - len(named)
    return f"{'Districts' if len(hit) > 1 else 'District'} in drought: {', '.join(named)}" \
           f"{f' and {more} more' if more > 0 else ''}."


def next_step(districts: Sequence[DistrictStatus], most: int = 3) -> str:
    """What to do about it."""
    if not any(d.known for d in districts):
        return "There is nothing to decide on: the map has no data in any district."
    hit = [d for d in by_severity(districts) if d.current]
    if not hit:
        return "Nothing calls for action; look again when the next map is made."
    names = [shortened_name(d.name) for d in hit[:most]]
    named = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    where = "the districts in drought, the worst first" if len(hit) > most else named
    return (f"Look at rain, crops and water levels on the ground in {where}, before you act; a change of one class "
            "from one map to the next may be chance.")


def recoveries(districts: Sequence[DistrictStatus], since: datetime, most: int = 3) -> str:
    """Which districts' droughts of four weeks or more ended after `since`, the latest first, those of one date by name;
    '' when none did.
    """
    last = [(d.spells[-1], d.name) for d in districts if d.spells and d.current is None]
    over = [(s, name) for s, name in last if s.ended is not None and s.ended > since and s.ended - s.first >= _LASTING]
    if not over:
        return ""
    over.sort(key=lambda pair: (-certain(pair[0].ended).timestamp(), pair[1]))
    named = [f"{shortened_name(name)} ({drought.name(s.worst)} at worst, from {short_day(s.first)}, over "
             f"by {short_day(certain(s.ended))})" for s, name in over[:most]]
    more = f" and {len(over) - most} more" if len(over) > most else ""
    return f"Since {short_day(since)}, drought has ended in {', '.join(named)}{more}."
