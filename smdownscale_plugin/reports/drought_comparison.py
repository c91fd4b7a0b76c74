"""The page that sets the coarse product's percentiles beside the fine ones: what the finer map adds, and what not."""
from dataclasses import dataclass
from typing import Sequence, Tuple

import numpy as np

from ..drought.zone_comparison import ZoneComparison
from . import drought_plots, plots
from .html import Report


@dataclass(frozen=True)
class MapsShown:
    """Both maps as class codes on one grid, with the districts' outlines on it.

    outlines: rings per district in columns and rows; aspect: height of a cell over its width on the ground.
    """

    fine: np.ndarray
    coarse: np.ndarray
    outlines: Sequence[Sequence[np.ndarray]]
    aspect: float


def write_comparison(path: str, date: str, cells: Tuple[str, str], rows: Sequence[ZoneComparison],
                     intervals: Sequence[Tuple[float, float]], maps: MapsShown) -> str:
    """Write the page.

    cells: size of the coarse and the fine cell in words; rows: `ZoneComparison`s; intervals: 90 % interval (low, high)
    of each zone's mean percentile in the fine map.
    """
    known = [(row, interval) for row, interval in zip(rows, intervals) if np.isfinite(row.fine_mean)]
    report = Report("What the finer drought map adds", f"{date}: percentiles in {cells[0]} and in {cells[1]}")
    report.opening(f"The drought map of {date} in {cells[1]}, compared with the same product before downscaling "
                   f"({cells[0]}): what the finer map adds, district by district.", " ".join(_sentences(known)),
                   "Use the finer map to see where in a district it is dry; for district means either map will do. "
                   "Detail alone is no proof that it is right: stations, or a finer product from another source, can "
                   "show that (group Validate).", measured_against="each other; both maps come from one product.")
    report.section("Maps", "")
    report.note(plots.missing())
    shown = [(rings, row.name, place, 0) for place, (rings, row) in enumerate(zip(maps.outlines, rows), 1)]
    report.figure(drought_plots.class_maps([(f"Coarse product, {cells[0]}", maps.coarse, shown),
                                            (f"Finer map, {cells[1]}", maps.fine, shown)], maps.aspect),
                  "Drought classes of both maps, with the borders of the districts.", wide=True)
    _table(report, known, {id(row): place for place, row in enumerate(rows, 1)})
    return report.write(path)


def _sentences(known):
    if not known:
        return ["No district has values in both maps."]
    added = np.array([row.added for row, _ in known])
    apart = np.array([abs(row.fine_mean - row.coarse_mean) for row, _ in known])
    widths = np.array([high - low for _, (low, high) in known])
    differ = np.array([row.disagreement for row, _ in known])
    inside = sum(low <= row.coarse_mean <= high for row, (low, high) in known)
    count = f"{len(known)} district{'' if len(known) == 1 else 's'}"
    text = []
    if np.isfinite(added).any():
        text.append(f"Detail is added: {100 * np.nanmedian(added):.0f} % of the variance of percentiles inside a "
                    f"district (median of {count}) lies within coarse cells, where the coarse map "
                    f"shows none. On average, the two maps disagree about drought (D1 or worse) on "
                    f"{100 * np.mean(differ):.0f} % of a district's area.")
    unchanged = f"District means differ by {np.median(apart):.1f} percentile points (median)"
    if np.isfinite(widths).any():
        unchanged += (f", while their 90 % interval, set by the length of the record, is "
                      f"{np.nanmedian(widths):.0f} points wide; in {inside} of {count} the coarse mean "
                      "lies within the interval of the fine one")
    return [*text, unchanged + "."]


def _table(report, known, places):
    headings = ("No.", "District", "Mean percentile, coarse", "Mean percentile, fine", "90 % interval",
                "D1 or worse, coarse (%)", "D1 or worse, fine (%)", "Maps disagree (% of area)", "Spread inside, fine",
                "Share within coarse cells (%)")
    hints = {"90 % interval": "Of the fine mean, from the number of years compared with (Wilson).",
             "Maps disagree (% of area)": "Area that is in D1 or worse in one of the maps only.",
             "Spread inside, fine": "Standard deviation of the percentiles inside the district.",
             "Share within coarse cells (%)": "Share of the variance inside that the coarse map can't show."}
    known = sorted(known, key=lambda pair: -pair[0].disagreement)
    body = [(places[id(row)], row.name, _one(row.coarse_mean), _one(row.fine_mean),
             (low, f"{low:.0f}–{high:.0f}" if np.isfinite(low) else "–"),
             _whole(row.coarse_drought), _whole(row.fine_drought), _whole(row.disagreement), _one(row.spread),
             _whole(row.added)) for row, (low, high) in known]
    caption = "The largest disagreement comes first; click a heading to sort."
    report.section("Districts").table(headings, body, caption, hints=hints)


def _one(value):
    return (value, f"{value:.1f}")


def _whole(share):
    return (100 * share, f"{100 * share:.0f}" if np.isfinite(share) else "–")
