"""The stacks of a fetch as orders: the static one, one of predictors a step, one coarse raster a step."""
import os
from typing import Dict, Iterator, List, Optional, Tuple

import numpy as np

from ...errors import InputError
from ...monitor import Monitor
from ...rasters.coarse import BAND, UNIT
from ...rasters.period import Period
from ...sources.earth_engine.catalogue import Predictor
from ...sources.earth_engine.images import ENOUGH_DAYS, Composer, Layer
from ...sources.earth_engine.inventory import Inventory
from ...sources.earth_engine.session import Session
from ...sources.earth_engine.smap import copied_cells
from ...sources.earth_engine.tile_store import HIDDEN
from ...sources.earth_engine.timing import DAY, needed_period
from .choice import Choice
from .derive import derived_layers
from .orders import Band, Order, image_of, provenance
from .terrain import TerrainLayers, metres_per_cell

STATIC_NAME = "static.tif"
DUPLICATE = "duplicate"


class StackOrders:
    """Makes the orders of one fetch from the inventory; `skipped` tells which steps gave nothing, and why."""

    def __init__(self, choice: Choice, session: Session, inventory: Inventory, region, monitor: Monitor):
        self.choice, self.monitor = choice, monitor
        self.skipped: Dict[str, str] = {}
        self._session, self._inventory, self._ee = session, inventory, session.ee
        self._region = region
        self._composer = self._composer_on(choice.target.fine)
        self._whole = Period(choice.periods[0].start, choice.periods[-1].end)
        self._terrain: Optional[TerrainLayers] = None
        self._copied = self._find_copies()

    # --- the static stack ---------------------------------------------------------------------------------------

    def static(self) -> Optional[Order]:
        """The stack of predictors without a date; None when none was chosen."""
        choice = self.choice
        names = choice.names(timeless=True)
        if not names:
            return None
        sources = choice.fetched(timeless=True) or [choice.dem]
        layers = self._timeless_layers(sources, self._composer)
        return self._order(os.path.join("predictors", STATIC_NAME), layers, names, None)

    def dem(self) -> Order:
        """The DEM, finer than the stack, that terrain predictors are worked out from: a file of the hidden folder."""
        choice = self.choice
        layers = self._timeless_layers([choice.dem], self._composer_on(choice.dem_grid))
        path = os.path.join(choice.output_folder, HIDDEN, "dem.tif")

        def ready():
            self._terrain = TerrainLayers(path, choice.target.fine, choice.dem_factor,
                                          [r.formula for r in choice.terrain.values()], self.monitor)
        return Order(path, choice.dem_grid, image_of(self._ee, layers), list(layers), [_band(choice.dem)], None,
                     provenance(layers), lambda values, window: values, after=ready)

    def _timeless_layers(self, predictors, composer) -> Dict[str, Layer]:
        layers = {}
        for predictor in predictors:
            layer = composer.timeless(predictor, self._whole)
            if layer is None:
                raise _nothing(predictor, self._whole)
            layers[predictor.name] = layer
        return layers

    # --- dated stacks -------------------------------------------------------------------------------------------

    def dated(self) -> Iterator[Order]:
        """Predictors and coarse raster of each step; a step that lacks one predictor is skipped and reported."""
        names = self.choice.names(timeless=False)
        for step in self.choice.periods:
            layers = {p.name: self._composer.of_step(p, step) for p in self.choice.fetched(timeless=False)}
            lacking = [name for name, layer in layers.items() if layer is None]
            if lacking:
                self._skip(step, f"no images of {', '.join(lacking)}")
                continue
            self._warn_of_gaps(step)
            if names:
                yield self._order(os.path.join("predictors", f"predictors_{step.stamp()}.tif"), layers, names, step)
            coarse = self._coarse(step)
            if coarse:
                yield coarse
            else:
                self._skip(step, f"no {self.choice.product.name}", "coarse raster")

    def _warn_of_gaps(self, step: Period):
        """Daily data that lack many days of a step make a mean of part of it: said, not hidden."""
        days = round((step.end - step.start) / DAY)
        for predictor in [*self.choice.fetched(timeless=False), self.choice.product]:
            if predictor.data_set.sampling != "daily" or predictor.days_before:
                continue
            there = len({image.start.date() for image in self._inventory.of(predictor.data_set, step)})
            if there < ENOUGH_DAYS * days:
                self.monitor.warn(f"{step.label()}: {predictor.name} has images of {there} of {days} days only.")

    def _coarse(self, step: Period) -> Optional[Order]:
        product, target = self.choice.product, self.choice.target
        layer = self._composer_on(target.coarse).of_step(product, step)
        if layer is None:
            return None
        copies = self._copied
        about = {"PRODUCT": product.name, "DUPLICATED_CELLS": str(int(copies.sum())), **provenance({BAND: layer})}

        def finish(values, window):
            copied = copies[window.slices]
            return {BAND: np.where(copied, np.nan, values[product.name]), DUPLICATE: copied.astype(np.float32)}

        def wanted(window):
            return None if target.wanted is None else target.wanted[window.slices]
        path = os.path.join(self.choice.output_folder, "coarse", f"soil_moisture_{step.stamp()}.tif")
        bands = [Band(BAND, UNIT, noise_std=product.noise_std), Band(DUPLICATE, "")]
        image = image_of(self._ee, {product.name: layer})
        return Order(path, target.coarse, image, [product.name], bands, step, about, finish, wanted)

    def _find_copies(self) -> np.ndarray:
        """Cells of SMAP's grid that got a neighbour's value on Earth Engine; one request, made before all tiles."""
        product, cells = self.choice.product, self.choice.target.coarse
        images = self._inventory.of(product.data_set)
        if not images:
            return np.zeros(cells.shape, bool)
        projection = self._ee.Image(images[0].id).select([product.band]).projection()
        told = self._session.ask(lambda: self._ee.data.computeValue(projection), images[0].id, self.monitor)
        copied = copied_cells(cells, told.get("crs") or told["wkt"], told["transform"])
        if copied.any():
            self.monitor.warn(f"{int(copied.sum())} of {copied.size} coarse cells hold a copy of a neighbour on Earth "
                              "Engine (SMAP was resampled there) and are left out; for all cells import SMAP's own "
                              "files with Import SMAP.")
        return copied

    # --- shared -------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """Files to be made at most."""
        return 1 + 2 * len(self.choice.periods)

    def _order(self, place, layers: Dict[str, Layer], names: List[str], period: Optional[Period]) -> Order:
        choice = self.choice
        recipes = [choice.derived(n) for n in names if choice.derived(n)]
        terrain = [r for r in recipes if r.name in choice.terrain]
        indices = [r for r in recipes if r.name not in choice.terrain]

        def finish(values, window):
            grid = choice.target.fine.window(window)
            found = {**values, **derived_layers(indices, values, grid, period)}
            if terrain:
                made = self._terrain.layers(window)
                found.update({r.name: made[r.formula] for r in terrain})
            return found
        bands = [_band(choice.derived(n) or choice.catalogue.predictors[n]) for n in names]
        return Order(os.path.join(choice.output_folder, place), choice.target.fine, image_of(self._ee, layers),
                     list(layers), bands, period, provenance(layers, recipes), finish, choice.target.wanted_in)

    def _composer_on(self, grid) -> Composer:
        return Composer(self._ee, self._inventory, self._region, metres_per_cell(grid))

    def _skip(self, step: Period, reason: str, what: str = "step"):
        self.skipped[step.label()] = reason
        self.monitor.warn(f"The {what} of {step.label()} is skipped: {reason}.")


def _band(source) -> Band:
    if isinstance(source, Predictor):
        return Band(source.name, source.unit, source.categorical, source.noise_std)
    return Band(source.name, source.unit)


def _nothing(predictor: Predictor, period: Period):
    return InputError(f"There is no image of {predictor.name} ({predictor.data_set.name}) up to {period.label()}; "
                      "choose another predictor.")


def needed_spans(choice: Choice) -> Dict[str, Tuple]:
    """Data sets that have dates: {name: (data set, the whole period in which their images are needed)}."""
    found: Dict[str, Tuple] = {}
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
