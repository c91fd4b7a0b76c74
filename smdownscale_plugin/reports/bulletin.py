"""The drought bulletin: one page of A4 for people who decide, from a browser or a printer."""
import base64
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Optional, Sequence, Tuple

import numpy as np

from ..rasters.writing import atomic_path
from . import drought_colours as drought
from . import drought_plots, plots
from .bulletin_text import (
    DistrictStatus,
    by_severity,
    day,
    headline,
    next_step,
    points,
    recoveries,
    short_day,
    whole_percent,
    worst,
)
from .glossary import Links
from .html import asset

_MOST_ROWS = 10
_LONG_TITLE = 32


@dataclass(frozen=True)
class Bulletin:
    """All that the page shows.

    title: of the region; date: first day of the map; until: day after it; codes: class codes (rows, columns);
    outlines: rings per district in columns and rows of `codes`; aspect: of a cell on the ground; times, shares: (dates)
    and (5, dates) of area in D0, D1 ... or worse; classes: share of area in none, D0 ... D4 on the date; before: the
    date before; change: of the share in D1 or worse since then; recent: droughts that ended later are named; trust: a
    sentence on how far to trust the page; data, sure: sentences on what the data are and how sure.
    """

    title: str
    date: datetime
    until: datetime
    districts: Sequence[DistrictStatus]
    codes: np.ndarray
    outlines: Sequence[Sequence[np.ndarray]]
    aspect: float
    times: Sequence[datetime]
    shares: np.ndarray
    classes: Tuple[float, ...]
    before: Optional[datetime]
    change: float
    recent: datetime
    trust: str
    data: Sequence[str]
    sure: Sequence[str]

    @property
    def drought(self) -> float:
        """Share of the area in D1 or worse."""
        return float(sum(self.classes[drought.DROUGHT:]))


def write_bulletin(path: str, bulletin: Bulletin) -> str:
    """Write the page; OutputError when it can't be written."""
    with atomic_path(path) as temporary, open(temporary, "w", encoding="utf-8", newline="\n") as file:
        file.write(page(bulletin))
    return path


def page(b: Bulletin) -> str:
    """The whole document: no link to the net, no script."""
    ordered = by_severity(b.districts)
    links = Links()
    summary = [headline(b.districts, b.drought, b.change, b.before), worst(b.districts),
               recoveries(b.districts, b.recent)]
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in summary if text)
    paragraphs += "".join(f"<p><b>{lead}</b> {links.linked(text)}</p>" for lead, text in (
        ("How far to trust it.", b.trust), ("What to do next.", next_step(b.districts))))
    return _PAGE.format(
        title=escape(b.title), long=' class="long"' if len(b.title) > _LONG_TITLE else "", style=asset("bulletin.css"),
        dates=escape(_dates(b)), summary=paragraphs,
        missing=f'<p class="note">{escape(plots.missing())}</p>' if plots.missing() else "",
        map=_image(_map(b, ordered), "Map of drought classes with district borders"), legend=_legend(b.classes),
        time=_time(b), table=_table(b, ordered), data=" ".join(map(links.linked, b.data)),
        sure=" ".join(map(links.linked, b.sure)), words="".join(links.entries()))


def _dates(b: Bulletin) -> str:
    last = b.until - (b.until - b.date) / 1000      # the end is exclusive
    return day(b.date) if last.date() == b.date.date() else f"{day(b.date)} to {day(last)}"


def _map(b: Bulletin, ordered):
    number = {id(district): place for place, district in enumerate(ordered, 1)}
    shown = [(rings, d.name, number[id(d)], d.code) for rings, d in zip(b.outlines, b.districts)]
    return drought_plots.class_map(b.codes, shown, b.aspect)


def _image(image, text) -> str:
    if image is None:
        return ""
    data = base64.b64encode(image).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(text)}">'


def _legend(shares) -> str:
    """Classes, worst first, each with a bar and the share of area in it."""
    known = [(code, label, text) for code, (label, text, _) in enumerate(drought.CLASSES, 1)][::-1]
    rows = [*known, (0, "", drought.NONE_NAME)]
    return "".join(
        f'<tr><td>{_box(code, label)}</td><td>{escape(text)}</td><td class="n">{whole_percent(shares[code])}</td>'
        f'<td class="bar">{_bar(code, shares[code])}</td></tr>' for code, label, text in rows)


def _bar(code, share) -> str:
    if not share >= 0.0005:
        return ""
    return f'<span style="width:{100 * share:.1f}%;background:{drought.colour(code)}"></span>'


def _box(code, label) -> str:
    return f'<span class="box" style="background:{drought.colour(code)};color:{drought.ink(code)}">{label}</span>'


def _time(b: Bulletin) -> str:
    image = drought_plots.area_over_time(b.times, b.shares) if len(b.times) > 1 else None
    if image is None:
        return ""
    return ("<h2>Area in each class or worse</h2>" + _image(image, "Share of area in each class or worse over time") +
            '<p class="small">Dashed: 20 %, the share in D1 or worse of an ordinary season.</p>')


def _table(b: Bulletin, ordered) -> str:
    shown = ordered[:_MOST_ROWS]
    year = b.times[-len(b.districts[0].codes):] if b.districts else []
    span = f"{short_day(year[0])} to {short_day(year[-1])}" if len(year) > 1 else ""
    body = "".join(_row(place, d) for place, d in enumerate(shown, 1))
    rest = ordered[_MOST_ROWS:]
    dry = sum(d.current is not None for d in rest)
    note = (f'<p class="small">{len(rest)} more districts are not shown, {dry or "none"} of them in drought; the '
            'table of all districts goes with this page.</p>') if rest else ""
    return (f'<table class="districts"><thead><tr>{_HEADINGS}<th>Class, {escape(span)}</th></tr></thead>'
            f"<tbody>{body}</tbody></table>{note}")


def _row(place, d: DistrictStatus) -> str:
    since = short_day(d.current.first) if d.current else "–"
    mean = f"{d.mean:.0f} ({d.low:.0f}–{d.high:.0f})" if d.known else "–"
    if d.known and d.low != d.low:
        mean = f"{d.mean:.0f}"
    cells = [whole_percent(d.drought), points(d.change_last), points(d.change_year), mean]
    name = escape(d.name)
    return (f'<tr><td class="n">{place}</td><td title="{name}">{name}</td><td>{_box(d.code, drought.name(d.code))}</td>'
            + "".join(f'<td class="n">{cell}</td>' for cell in cells)
            + f'<td>{since}</td><td class="n">{whole_percent(d.valid)}</td><td>{_strip(d.codes)}</td></tr>')


def _strip(codes) -> str:
    """The class of every date shown as a row of coloured cells, taller the worse."""
    if not codes:
        return ""
    cells = []
    for place, code in enumerate(codes):
        height = 12 if code == drought.NODATA else 2 + 2 * code
        cells.append(f'<rect x="{place}" y="{12 - height}" width="1" height="{height}" fill="{drought.colour(code)}"/>')
    return (f'<svg class="strip" viewBox="0 0 {len(codes)} 12" preserveAspectRatio="none" role="img" '
            f'aria-label="{" ".join(map(drought.name, codes))}">{"".join(cells)}</svg>')


_HEADINGS = ('<th></th><th>District</th><th>Class</th><th class="n">In D1<br>or worse</th>'
             '<th class="n">Change,<br>points</th><th class="n">In a year,<br>points</th>'
             '<th class="n">Percentile<br>(90 % interval)</th><th>In drought<br>since</th>'
             '<th class="n">Area<br>with data</th>')

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drought bulletin: {title}, {dates}</title>
<style>
{style}</style></head>
<body><main>
<header><div><p class="kind">Drought bulletin</p><h1{long}>{title}</h1></div><p class="date">{dates}</p></header>
<section class="summary">{summary}</section>
{missing}
<section class="top">
<figure>{map}</figure>
<div class="side"><h2>Soil moisture drought</h2><table class="legend">{legend}</table>{time}</div>
</section>
<section>
<h2>Districts, the driest first</h2>
{table}
</section>
<section class="about">
<div><h2>What the data are</h2><p>{data}</p></div>
<div><h2>How sure</h2><p>{sure}</p></div>
</section>
<dl class="glossary">{words}</dl>
<footer>Soil Moisture Downscale</footer>
</main></body></html>
"""
