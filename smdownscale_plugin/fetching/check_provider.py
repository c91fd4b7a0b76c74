"""The contract of a provider as a function: for tests, and for whoever adds one.

    problems = check_provider(provider, ("ndvi", "elevation"), area, period)      # [] when all is well

area: a small grid with data, of a few coarse cells; period: a time of which there are images.
"""
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Iterator, List, Sequence

import numpy as np

from ..errors import InputError, SmDownscaleError
from ..monitor import SILENT, Monitor
from ..rasters.ease_grid import ease_grid
from ..rasters.grid import Grid, window_over
from ..rasters.period import Period
from ..rasters.windows import Window, whole
from .catalogue import CataloguePredictor
from .inventory import Inventory
from .provider import Provider, SourceLayer, Spans
from .timing import needed_period
from .workers import Task


@dataclass(frozen=True)
class ProviderCase:
    """What is asked of the provider: predictors over an area in a period, and what there is of them."""

    provider: Provider
    predictors: Sequence[CataloguePredictor]
    area: Grid
    period: Period
    spans: Spans
    inventory: Inventory

    def layers(self) -> List[SourceLayer]:
        """A layer of each predictor; those that aren't there are left out."""
        found = [self.provider.layer(p, self.period, self.area, self.inventory) for p in self.predictors]
        return [layer for layer in found if layer is not None]


def check_provider(provider: Provider, predictors: Sequence[str], area: Grid, period: Period,
                   monitor: Monitor = SILENT) -> List[str]:
    """What a provider breaks of its contract, a sentence each; [] when nothing.

    Raises what `connect` raises: without a sign-in nothing can be tried.
    """
    catalogue = provider.catalogue                 # before connecting: dialogs list it
    problems = [] if catalogue.products else ["the catalogue has no coarse product"]
    asked = [*catalogue.sources_of(predictors), *list(catalogue.products.values())[:1]]
    line = provider.connect(monitor)
    if not line or "\n" in line or not provider.title:
        problems.append("connecting must give one line for the log, and the provider must have a title")
    spans = {p.data_set.name: (p.data_set, needed_period(p, period)) for p in asked if p.data_set.sampling != "static"}
    case = ProviderCase(provider, asked, area, period, spans, provider.inventory(spans, area, monitor))
    for check in (_estimate, _inventory, _layers, _keys, _pixels, _copies, _explanations, _workers):
        problems += check(case)
    return problems


def _estimate(case: ProviderCase) -> Iterator[str]:
    number = case.provider.estimate([p.data_set for p in case.predictors])
    if not isinstance(number, int) or number < 0:
        yield f"the estimate of requests is {number!r}, not a whole number from 0 on"


def _inventory(case: ProviderCase) -> Iterator[str]:
    for name, (data_set, period) in case.spans.items():
        starts = [image.start for image in case.inventory.of(data_set)]
        if starts != sorted(starts):
            yield f"the images of {name} aren't in order of time"
        if any(start.tzinfo is None or not period.start <= start < period.end for start in starts):
            yield f"images of {name} start outside of the asked period, or have no time zone"
    unknown = set(case.inventory.images) - set(case.spans)
    if unknown:
        yield f"the inventory has {', '.join(sorted(unknown))}, which nobody asked for"


def _layers(case: ProviderCase) -> Iterator[str]:
    for predictor in case.predictors:
        layer = case.provider.layer(predictor, case.period, case.area, case.inventory)
        if layer is None:
            yield f"there is nothing of {predictor.name} in the period that was given for the check"
        elif layer.name != predictor.name or not layer.key:
            yield f"the layer of {predictor.name} is called {layer.name!r} or has no key"
        else:
            try:
                json.dumps(layer.provenance)
            except TypeError:
                yield f"the provenance of {predictor.name} can't be written as JSON"
        if predictor.data_set.sampling != "static" and \
                case.provider.layer(predictor, case.period, case.area, Inventory({})) is not None:
            yield f"{predictor.name} gives a layer although there are no images of it"


def _keys(case: ProviderCase) -> Iterator[str]:
    first, again = case.layers(), case.layers()
    if [layer.key for layer in first] != [layer.key for layer in again]:
        yield "the same question has another key when it is asked again: nothing would be resumed"
    if len({layer.key for layer in first}) < len(first):
        yield "two predictors have the same key: one would be taken for the other"


def _pixels(case: ProviderCase) -> Iterator[str]:
    layers, window = case.layers(), whole(case.area.shape)
    if not layers:
        return
    full = case.provider.read(layers, case.area, window)
    if full.dtype != np.float32 or full.shape != (len(layers), *case.area.shape):
        yield f"a tile is {full.dtype} of {full.shape}, not float32 of {(len(layers), *case.area.shape)}"
        return
    empty = [layer.name for layer, values in zip(layers, full) if not np.isfinite(values).any()]
    if empty:
        yield f"{', '.join(empty)}: no pixel of the area has a value"
    parts = _parts(case.area)
    with ThreadPoolExecutor(4) as threads:
        read = list(threads.map(lambda part: case.provider.read(layers, case.area, part), parts))
    if not all(np.allclose(values, full[(slice(None), *part.slices)], 1e-6, 1e-9, equal_nan=True)
               for part, values in zip(parts, read)):
        yield "tiles that are read at the same time aren't the parts of the whole: maps would have seams"
    alone = case.provider.read(layers[-1:], case.area, window)
    if not np.allclose(alone[0], full[-1], 1e-6, 1e-9, equal_nan=True):
        yield "a layer's values depend on the layers that are read with it"


def _parts(grid: Grid) -> List[Window]:
    rows, columns = (grid.height + 1) // 2, (grid.width + 2) // 3
    return [Window(c, r, min(columns, grid.width - c), min(rows, grid.height - r))
            for r in range(0, grid.height, rows) for c in range(0, grid.width, columns)]


def _copies(case: ProviderCase) -> Iterator[str]:
    world = ease_grid("M09")
    window = window_over(world, case.area, margin=0)
    if window is None:
        return
    cells = world.window(window)
    copied = case.provider.copied_cells(case.predictors[-1], cells, case.inventory, SILENT)
    if copied is not None and (copied.dtype != bool or copied.shape != cells.shape):
        yield f"copied cells are {copied.dtype} of {copied.shape}, not bool of {cells.shape}"


def _explanations(case: ProviderCase) -> Iterator[str]:
    for problem in (OSError("first line\nsecond line"), ValueError(""), KeyError("x")):
        trouble = case.provider.explain(problem, "the tile")
        if not isinstance(trouble.error, SmDownscaleError) or not str(trouble.error) or "\n" in str(trouble.error):
            yield f"{problem!r} isn't explained as an error of this library in one line"
    known = InputError("a sentence that says what to do")
    if case.provider.explain(known, "the tile").error is not known:
        yield "an error that has its sentence already is explained a second time"


def _workers(case: ProviderCase) -> Iterator[str]:
    try:
        with case.provider.workers():
            raise InterruptedError
    except InterruptedError:
        layers = case.layers()[:1]
    tasks = [Task("a tile", lambda: case.provider.read(layers, case.area, _parts(case.area)[0]))]
    with case.provider.workers() as workers:
        if len(list(workers.run(tasks if layers else [], SILENT))) != len(layers):
            yield "after a run that broke off another one gets no tiles"
