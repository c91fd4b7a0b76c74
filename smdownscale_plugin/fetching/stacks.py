"""The stacks of a fetch as orders: the static one, one of predictors a step, one coarse raster a step."""
import os
from types import MappingProxyType
from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from ..errors import InputError, certain
from ..monitor import Monitor
from ..rasters.coarse import UNIT
from ..rasters.coarse_bands import BAND
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.windows import Window
from .catalogue import CataloguePredictor, DataSet, Derived
from .choice import Choice
from .derive import derived_layers
from .inventory import Inventory
from .orders import Band, Order, provenance
from .provider import Provider, SourceLayer, Spans
from .terrain_layers import TerrainLayers
from .tile_store import HIDDEN
from .timing import DAY, ENOUGH_DAYS, averages, needed_period
from .water import WATER, WaterMask, both, coarse_rule

STATIC_NAME = "static.tif"
DUPLICATE = "duplicate"


class StackOrders:
    """Makes the orders of one fetch from the inventory; `skipped` says which steps gave nothing, and why."""

    def __init__(self, choice: Choice, provider: Provider, inventory: Inventory, monitor: Monitor):
        self.choice, self.monitor = choice, monitor
        self.skipped: Dict[str, str] = {}
        self._provider, self._inventory = provider, inventory
        self._whole = Period(choice.periods[0].start, choice.periods[-1].end)
        self._terrain: Optional[TerrainLayers] = None
        self._water: Optional[WaterMask] = None
        self._copied = self._find_copies()

    # --- the static stack ---------------------------------------------------------------------------------------

    def static(self) -> Optional[Order]:
        """The stack of predictors without a date; None when none was chosen."""
        choice = self.choice
        names = choice.names(timeless=True)
        if not names:
            return None
        sources = choice.fetched(timeless=True) or [choice.dem]
        layers = self._timeless_layers(sources, choice.target.fine)
        return self._order(os.path.join("predictors", STATIC_NAME), layers, names, None)

    def dem(self) -> Order:
        """The DEM, finer than the stack, that terrain predictors are worked out from: a file of the hidden folder."""
        choice = self.choice
        layers = self._timeless_layers([choice.dem], choice.dem_grid)
        path = os.path.join(choice.output_folder, HIDDEN, "dem.tif")

        def ready() -> None:
            self._terrain = TerrainLayers(path, choice.target.fine, choice.dem_factor,
                                          [r.formula for r in choice.terrain.values()], self.monitor)
        return Order(path, choice.dem_grid, self._provider, layers, [_band(choice.dem)], None,
                     provenance(self._provider, layers), lambda values, window: values, after=ready)

    def water(self) -> Optional[Order]:
        """The share of water of the fine cells, before all other files; None without a water mask."""
        choice = self.choice
        if choice.most_water is None:
            return None
        source = choice.catalogue.predictors[WATER]
        layers = self._timeless_layers([source], choice.target.fine)
        path = os.path.join(choice.output_folder, "mask", "water.tif")

        def ready() -> None:
            self._water = WaterMask(path, choice.target, certain(choice.most_water), self.monitor)
        return Order(path, choice.target.fine, self._provider, layers, [_band(source)], None,
                     provenance(self._provider, layers), lambda values, window: values, after=ready)

    def _timeless_layers(self, predictors: Sequence[CataloguePredictor], grid: Grid) -> List[SourceLayer]:
        layers = []
        for predictor in predictors:
            layer = self._provider.layer(predictor, self._whole, grid, self._inventory)
            if layer is None:
                raise _nothing(predictor, self._whole)
            layers.append(layer)
        return layers

    # --- dated stacks -------------------------------------------------------------------------------------------

    def dated(self) -> Iterator[Order]:
        """Predictors and coarse raster of each step; a step that lacks one predictor is skipped and reported."""
        names = self.choice.names(timeless=False)
        for step in self.choice.periods:
            wanted = self.choice.fetched(timeless=False)
            found = [self._provider.layer(p, step, self.choice.target.fine, self._inventory) for p in wanted]
            layers = [layer for layer in found if layer is not None]
            lacking = [p.name for p, layer in zip(wanted, found) if layer is None]
            if lacking:
                self._skip(step, f"no images of {', '.join(lacking)}")
                continue
            self._warn_of_gaps(step)
            if names:
                counts = self._counts(wanted, step, self.choice.target.fine)
                place = os.path.join("predictors", f"predictors_{step.stamp()}.tif")
                yield self._order(place, layers, names, step, counts)
            coarse = self._coarse(step)
            if coarse:
                yield coarse
            else:
                self._skip(step, f"no {self.choice.product.name}", "coarse raster")

    def _warn_of_gaps(self, step: Period) -> None:
        """Daily data that lack many days of a step make a mean of part of it: said, not hidden."""
        days = round((step.end - step.start) / DAY)
        for predictor in [*self.choice.fetched(timeless=False), self.choice.product]:
            if predictor.data_set.sampling != "daily" or predictor.days_before:
                continue
            there = len({image.start.date() for image in self._inventory.of(predictor.data_set, step)})
            if there < ENOUGH_DAYS * days:
                self.monitor.warn(f"{step.label()}: {predictor.name} has images on only {there} of {days} days.")

    def _coarse(self, step: Period) -> Optional[Order]:
        product, target = self.choice.product, self.choice.target
        layer = self._provider.layer(product, step, target.coarse, self._inventory)
        if layer is None:
            return None
        copies = self._copied
        about = {"PRODUCT": product.name, "DUPLICATED_CELLS": str(int(copies.sum())),
                 **provenance(self._provider, [layer], names={product.name: BAND})}

        def finish(values: Mapping[str, np.ndarray], window: Window) -> Dict[str, np.ndarray]:
            copied = copies[window.slices]
            return {BAND: np.where(copied, np.nan, values[product.name]), DUPLICATE: copied.astype(np.float32)}

        def wanted(window: Window) -> Optional[np.ndarray]:
            chosen = None if target.wanted is None else target.wanted[window.slices]
            return both(chosen, self._water.dry_coarse(window) if self._water else None)
        if self._water:
            about["WATER_MASK"] = f"left out: {coarse_rule()}"
        path = os.path.join(self.choice.output_folder, "coarse", f"soil_moisture_{step.stamp()}.tif")
        bands = [Band(BAND, UNIT, noise_std=product.noise_std), Band(DUPLICATE, "")]
        counts = self._counts([product], step, target.coarse)
        looks = dict(zip([BAND], [count.name for count in counts.values()]))
        return Order(path, target.coarse, self._provider, [layer, *counts.values()], bands, step, about, finish, looks,
                     wanted)

    def _counts(self, predictors: List[CataloguePredictor], step: Period, grid: Grid) -> Dict[str, SourceLayer]:
        """Layers that count the independent values in a step's means, by predictor."""
        found = {p.name: self._provider.looks(p, step, grid, self._inventory) for p in predictors if averages(p, step)}
        return {name: layer for name, layer in found.items() if layer is not None}

    def _find_copies(self) -> np.ndarray:
        """Cells of SMAP's grid that hold a neighbour's value at the provider; asked for before all tiles."""
        cells = self.choice.target.coarse
        copied = self._provider.copied_cells(self.choice.product, cells, self._inventory, self.monitor)
        if copied is None:
            return np.zeros(cells.shape, bool)
        if copied.any():
            self.monitor.warn(f"{int(copied.sum())} of {copied.size} coarse cells hold a copy of a neighbour in "
                              f"{self._provider.title} and are left out: SMAP was resampled there, and no pixel has "
                              "its centre in them. To get all cells, import SMAP's own files with Import SMAP "
                              "Granules.")
        return copied

    # --- shared -------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """Files to be made at most."""
        return 1 + 2 * len(self.choice.periods)

    def _order(self, place: str, layers: List[SourceLayer], names: List[str], period: Optional[Period],
               counts: Mapping[str, SourceLayer] = MappingProxyType({})) -> Order:
        choice = self.choice
        recipes = [choice.catalogue.derived[n] for n in names if n in choice.catalogue.derived]
        terrain = [r for r in recipes if r.name in choice.terrain]
        indices = [r for r in recipes if r.name not in choice.terrain]

        def finish(values: Mapping[str, np.ndarray], window: Window) -> Dict[str, np.ndarray]:
            found = {**values, **derived_layers(indices, values, choice.target.fine, window, period)}
            if terrain:
                made = certain(self._terrain).layers(window)
                found.update({r.name: made[r.formula] for r in terrain})
            return found
        bands = [_band(choice.derived(n) or choice.catalogue.predictors[n]) for n in names]
        about = provenance(self._provider, layers, recipes)
        if self._water:
            about["WATER_MASK"] = f"left empty: {self._water.rule}"

        def wanted(window: Window) -> Optional[np.ndarray]:
            return both(choice.target.wanted_in(window), self._water.dry_fine(window) if self._water else None)
        return Order(os.path.join(choice.output_folder, place), choice.target.fine, self._provider,
                     [*layers, *counts.values()], bands, period, about, finish,
                     {name: layer.name for name, layer in counts.items()}, wanted)

    def _skip(self, step: Period, reason: str, what: str = "step") -> None:
        self.skipped[step.label()] = reason
        self.monitor.warn(f"The {what} of {step.label()} is skipped: {reason}.")


def _band(source: Union[CataloguePredictor, Derived]) -> Band:
    if isinstance(source, CataloguePredictor):
        return Band(source.name, source.unit, source.categorical, source.noise_std)
    return Band(source.name, source.unit)


def _nothing(predictor: CataloguePredictor, period: Period) -> InputError:
    return InputError(f"No image of {predictor.name} ({predictor.data_set.name}) exists up to {period.label()}; choose "
                      "another predictor.")


def needed_spans(choice: Choice) -> Spans:
    """Data sets that have dates: {name: (data set, the whole period in which their images are needed)}."""
    found: Dict[str, Tuple[DataSet, Period]] = {}
    for predictor in [*choice.predictors, choice.product]:
        data_set = predictor.data_set
        if data_set.sampling == "static":
            continue
        begin = needed_period(predictor, choice.periods[0]).start
        end = needed_period(predictor, choice.periods[-1]).end
        if data_set.name in found:
            begin, end = min(begin, found[data_set.name][1].start), max(end, found[data_set.name][1].end)
        found[data_set.name] = data_set, Period(begin, end)
    return found
