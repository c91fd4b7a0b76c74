"""Builds one HTML file that works offline in any browser and on paper.

    report = Report("Validation against stations", subtitle="June 2020")
    report.summary("The 1 km map is better than SMAP at 22 of 40 stations.", measured_against="40 stations, 0-5 cm.")
    report.section("Metrics")
    report.table(("", "R", "RMSE (m³/m³)"), [("Downscaled", 0.81, 0.034)], caption="All dates.")
    report.figure(scatter(...), "Each point is one station on one day.")
    report.write("report.html")

Everything that is passed in is text, never markup: names from files are escaped. The file holds no link to the net
and its only script sorts tables. The same content gives the same bytes.
"""
import base64
import os
from html import escape
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Iterable, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..rasters.writing import atomic_path
from .glossary import Links

_HERE = Path(__file__).resolve().parent
_SHORT = 20      # rows of a table that is printed on one page


class Report:
    """Collects the parts of a report in order; each method returns the report, so that calls can be chained."""

    def __init__(self, title: str, subtitle: str = "") -> None:
        self.title = title
        self._parts = []
        self._contents = []
        self._subtitle = subtitle
        self._links = Links()

    def opening(self, made: str, trust: str, next_step: str, measured_against: str = "") -> "Report":
        """The box at the top, for readers who know the land and not the method: what was made, how far to trust it,
        what to do next; and what the figures were measured against."""
        parts = (("What this is.", made), ("How far to trust it.", trust), ("What to do next.", next_step))
        return self._box("".join(f"<p><b>{lead}</b> {self._links.linked(text)}</p>" for lead, text in parts if text),
                         measured_against)

    def summary(self, *sentences: str, measured_against: str = "") -> "Report":
        """The box at the top: what came out, in plain words, and what it was measured against."""
        return self._box("".join(f"<p>{self._links.linked(s)}</p>" for s in sentences if s), measured_against)

    def _box(self, paragraphs, measured_against):
        against = (f'<p class="against"><b>Measured against:</b> {escape(measured_against)}</p>'
                   if measured_against else "")
        return self._add(f'<div class="summary">{paragraphs}{against}</div>')

    def section(self, heading: str, text: str = "") -> "Report":
        """A heading, which is also in the list of contents, with an optional paragraph."""
        anchor = f"s{len(self._contents) + 1}"
        self._contents.append((anchor, heading))
        self._links.new_section()
        self._add(f'<h2 id="{anchor}">{escape(heading)}</h2>')
        return self.text(text) if text else self

    def text(self, *paragraphs: str) -> "Report":
        """Plain paragraphs."""
        return self._add("".join(f"<p>{self._links.linked(p)}</p>" for p in paragraphs if p))

    def note(self, text: str) -> "Report":
        """A paragraph set apart: a limit, a caution; '' adds nothing."""
        return self._add(f'<p class="note">{self._links.linked(text)}</p>') if text else self

    def items(self, lines: Iterable[str]) -> "Report":
        """A list of points."""
        return self._add("<ul>" + "".join(f"<li>{self._links.linked(line)}</li>" for line in lines) + "</ul>")

    def facts(self, pairs: Iterable[Tuple[str, Any]]) -> "Report":
        """A list of names with their values: what was run with which inputs."""
        rows = "".join(f"<dt>{escape(str(k))}</dt><dd>{escape(_text(v))}</dd>" for k, v in pairs)
        return self._add(f"<dl>{rows}</dl>")

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "",
              strong: Sequence[int] = (), hints: Optional[Mapping[str, str]] = None) -> "Report":
        """A table that sorts by a click on a heading.

        headings: texts; rows: sequences of texts and numbers (three decimals, NaN and None as a dash), or of
        (number, "text") to show a number in a way of one's own; strong: indices of rows to be set in bold;
        hints: mapping of heading to the line shown when the mouse rests on it.
        """
        hints = hints or {}
        head = "".join(f'<th{_title(hints.get(h))}>{self._links.linked(h)}</th>' for h in headings)
        marked = [f'<tr{" class=strong" if i in strong else ""}>{self._row(row)}</tr>' for i, row in enumerate(rows)]
        kind = "scroll short" if len(marked) <= _SHORT else "scroll"
        caption = f"<caption>{self._links.linked(caption)}</caption>" if caption else ""
        return self._add(f'<div class="{kind}"><table class="sortable">{caption}'
                         f"<thead><tr>{head}</tr></thead><tbody>{''.join(marked)}</tbody></table></div>")

    def _row(self, row):
        """Cells of a row; a text in the first one may be a term."""
        first = [f"<td>{self._links.linked(v)}</td>" if isinstance(v, str) else _cell(v) for v in row[:1]]
        return "".join(first + [_cell(v) for v in row[1:]])

    def figure(self, image: Optional[bytes], caption: str, wide: bool = False) -> "Report":
        """A figure with its caption. image: bytes of an SVG or PNG file; None (no matplotlib) adds nothing.

        wide: over the full width instead of at its own size.
        """
        if image is None:
            return self
        kind = "png" if image[:4] == b"\x89PNG" else "svg+xml"
        data = base64.b64encode(image).decode("ascii")
        return self._add(f'<figure{" class=wide" if wide else ""}><img src="data:image/{kind};base64,{data}" '
                         f'alt="{escape(caption)}"><figcaption>{self._links.linked(caption)}</figcaption></figure>')

    def html(self) -> str:
        """The whole document."""
        subtitle = f'<p class="subtitle">{escape(self._subtitle)}</p>' if self._subtitle else ""
        parts = list(self._parts)
        entries = self._links.entries()
        if entries:
            parts.append(f'<h2 id="glossary">Terms used here</h2><dl class="glossary">{"".join(entries)}</dl>')
        if len(self._contents) > 2:
            contents = [*self._contents, *([("glossary", "Terms used here")] if entries else [])]
            links = " · ".join(f'<a href="#{a}">{escape(h)}</a>' for a, h in contents)
            first = next(i for i, part in enumerate(parts) if part.startswith("<h2"))
            parts.insert(first, f"<nav>{links}</nav>")
        return _PAGE.format(title=escape(self.title), subtitle=subtitle, style=asset("report.css"),
                            script=asset("report.js"), body="\n".join(parts))

    def write(self, path: str) -> str:
        """Write the file (atomically) and return its path; OutputError when that can't be done."""
        with atomic_path(os.fspath(path)) as temporary, open(temporary, "w", encoding="utf-8", newline="\n") as file:
            file.write(self.html())
        return path

    def _add(self, part):
        self._parts.append(part)
        return self


def format_number(value: Any) -> str:
    """A number for readers: separators in whole numbers, three decimals in others, a dash for an undefined one."""
    if value is None or not np.isfinite(value):
        return "–"
    return f"{value:,}" if isinstance(value, Integral) else f"{round(value, 3) + 0.0:.3f}".replace("-", "−")


def _text(value):
    if isinstance(value, Real) and not isinstance(value, bool):
        return format_number(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(v) for v in value)
    return "–" if value is None else str(value)


def _cell(value):
    shown = None
    if isinstance(value, tuple):
        value, shown = value
    if value is None or isinstance(value, Real) and not isinstance(value, bool):
        number = "" if value is None or not np.isfinite(value) else repr(float(value))
        return f'<td class="n" data-v="{number}">{escape(shown or format_number(value))}</td>'
    return f"<td>{escape(str(value))}</td>"


def _title(hint):
    return f' title="{escape(hint)}"' if hint else ""


def asset(name: str) -> str:
    """Text of a style sheet or script that ships beside this module."""
    return (_HERE / name).read_text(encoding="utf-8")


_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style></head>
<body><main>
<header><h1>{title}</h1>{subtitle}</header>
{body}
<footer>Soil Moisture Downscale</footer>
</main>
<script>
{script}</script>
</body></html>
"""
