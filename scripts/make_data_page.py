"""Writes docs/data.md from the catalogue of Earth Engine data sets; a test keeps the page current."""
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = REPOSITORY / "docs" / "data.md"
sys.path.insert(0, str(REPOSITORY))

from smdownscale_plugin.sources.registry import open_provider  # noqa: E402

TOP = """# Data from Earth Engine

This page lists what Fetch Predictors can fetch: the plugin's catalogue (`sources/earth_engine/catalogue.json`).

The catalogue was compiled from documentation and has not been checked against the live service yet. The source
repository has a test that does so with your own registered project; it has not been run.

Values are made as follows: the quality rule removes bad pixels, scale and offset are applied, and images are averaged
over the time step (composites weighted by the days that they share with it; for scenes the median is taken). Pixels
finer than the grid's cells are averaged over the cell's area (classes: the most frequent one is taken); coarser pixels
are repeated. Antecedent predictors use only days that ended before the day they are used for.

The uncertainty in a file (`NOISE_STD`) is that of one retrieval (below), divided by the square root of the number of
independent valid values in the step's mean: the server counts them per pixel, and the median of the counts is used.
Daily values of a 16-day window count once in 16 days; errors of a model such as SMAP L4 aren't reduced. Regional data
sets are refused outside their region before any request is sent. With WATER_MASK, fine cells with more water than that
value are left empty, and coarse cells with more than 10 % are left out (`water`, kept in the folder `mask`).
"""


def page() -> str:
    """The page's text."""
    catalogue = open_provider().catalogue
    parts = (_presets, _products, _predictors, _derived, _data_sets)
    return "\n".join([TOP, *(line for part in parts for line in part(catalogue))])


def _table(title, heads, rows):
    lines = [f"## {title}", "", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return [*lines, *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows), ""]


def _presets(catalogue):
    return _table("Presets", ("preset", "step", "cells (m)", "product", "predictors"), [
        (f"`{p.name}`", p.step, f"{p.resolution:g}", p.product, ", ".join(p.variables))
        for p in catalogue.presets.values()])


def _products(catalogue):
    return _table("Coarse products", ("product", "what", "data set", "band", "quality rule"), [
        (f"`{p.name}`", p.meaning, p.data_set.name, p.band, p.quality.text() if p.quality else "") for p in
        catalogue.products.values()])


def _predictors(catalogue):
    heads = ("predictor", "what", "unit", "data set", "band", "value", "quality rule", "uncertainty")
    return _table("Predictors", heads, [
        (f"`{p.name}`", p.meaning, p.unit, p.data_set.name, p.band, _value(p), p.quality.text() if p.quality else "",
         "" if p.noise_std is None else f"{p.noise_std:g}") for p in catalogue.predictors.values()])


def _value(p):
    parts = ["class"] if p.categorical else [f"x {p.scale:g}"] if p.scale != 1 else []
    parts += [f"{'+' if p.offset > 0 else '-'} {abs(p.offset):g}"] if p.offset else []
    parts += ["dB to linear"] if p.linear else []
    parts += ["per day of the composite"] if p.per_interval else []
    if p.days_before:
        memory = f", k = {p.days_before.memory:g}" if p.days_before.memory else ""
        days = f"{p.days_before.days} preceding days" if p.days_before.days > 1 else "1 day"
        parts.append(f"{p.days_before.kind} of {days}{memory}")
    return ", ".join(parts) or "unchanged"


def _derived(catalogue):
    return _table("Derived predictors (made by Derive Indices)", ("predictor", "what", "unit", "from"), [
        (f"`{d.name}`", d.meaning, d.unit, ", ".join(d.sources.values()) or "the date")
        for d in catalogue.derived.values()])


def _data_sets(catalogue):
    return _table("Data sets", ("data set", "what", "assets", "period", "every", "pixel (m)", "latency (days)",
                                "successor", "where", "notes"), [
        (d.name, d.title, ", ".join(f"`{a.id}`" for a in d.assets), f"{d.begin} to {d.end or 'now'}", _every(d),
         f"{d.native_metres:g}", _latency(d), d.followed_by, d.area, d.notes) for d in catalogue.data_sets.values()])


def _every(d):
    return f"{d.interval_days} days" if d.sampling == "interval" else d.sampling


def _latency(d):
    return "" if d.sampling == "static" else f"{d.latency_days}, whole years" if d.complete_years else d.latency_days


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
