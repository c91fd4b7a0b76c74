"""Several products at the same stations: the same pairs for all of them, and by how much the map is better."""
from dataclasses import dataclass
from typing import Dict, List, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..metrics.intervals import station_bootstrap
from ..metrics.metric import OVER
from ..metrics.table import METRICS, pair_metrics, shown
from ..monitor import Monitor
from ..rasters.period import name_without_date
from ..rasters.reading import Raster
from ..stations.matching import sample
from ..stations.sensors import Station
from .estimates import BILINEAR, DOWNSCALED, NEAREST
from .layers import MapLayer, best_overlap, open_layers, refuse_maps_in_other_units
from .station_matching import Pairs, Places

WHAT, MAP = "PRODUCTS", "Downscaled map"
LEAST = 3    # pairs of a station, below which it has no metrics of its own


@dataclass(frozen=True)
class Product:
    """One of the products. pooled: metrics over all shared pairs; per_station: {metric: (stations,)}; gain: by how much
    the map is better, {metric: (median over stations, low, high)}, with its 90 % interval; empty for the map itself."""

    name: str
    pooled: Dict[str, float]
    per_station: Dict[str, np.ndarray]
    spreads: np.ndarray
    gain: Dict[str, Tuple[float, float, float]]


@dataclass(frozen=True)
class ProductComparison:
    """products: the map first; pairs, stations: how many pairs (or pixels) of how many stations (or dates) all
    of them share."""

    products: List[Product]
    pairs: int
    stations: int
    over: str = "stations"     # what medians and intervals are taken over: "stations" or "dates"
    unit: str = "pairs"        # what is counted: "pairs" or "pixels"


def read_products(paths: Sequence[str], stations: Sequence[Station], rasters: Sequence[MapLayer], pairs: Pairs,
                  sampling: str, monitor: Monitor) -> Dict[str, np.ndarray]:
    """{product: (pairs,) values in m3/m3, NaN where it has none} at the stations and dates of existing pairs.

    Rasters of one product share their metadata PRODUCT or, without it, the file's name less its date; the one that
    shares the most time with a map is taken. Raises InputError: a product that shares no pair, or isn't in m3/m3.
    """
    found = {}
    for name, layers in by_product(open_layers(paths, WHAT, monitor)).items():
        values = _at_pairs(layers, Places(stations), rasters, pairs, sampling)
        if not np.isfinite(values).any():
            raise InputError(f"{WHAT}: {name} ({len(layers)} rasters) has no value at the stations at the times of the "
                             "maps; check its dates, extent and nodata, or leave it out.")
        refuse_maps_in_other_units(float(np.nanmedian(values)), layers[0], WHAT)
        found[name] = values
    return found


def by_product(layers: Sequence[MapLayer]) -> Dict[str, List[MapLayer]]:
    """Rasters by their metadata PRODUCT or, without it, the file's name less its date."""
    groups: Dict[str, List[MapLayer]] = {}
    for layer in layers:
        groups.setdefault(layer.product or name_without_date(layer.path), []).append(layer)
    return {name if name != MAP else f"{name} (other)": found for name, found in groups.items()}


def _at_pairs(layers: Sequence[MapLayer], places: Places, rasters: Sequence[MapLayer], pairs: Pairs,
              sampling: str) -> np.ndarray:
    values = np.full(pairs.station.size, np.nan)
    for k, raster in enumerate(rasters):
        rows = np.flatnonzero(pairs.raster == k)
        layer = best_overlap(raster, layers)[0] if rows.size else None
        if layer is None:
            continue
        with Raster(layer.path) as opened:
            values[rows] = sample(opened, layer.band, places.pixels(layer.grid), sampling)[pairs.station[rows]]
    return values


def compare_products(pairs: Pairs, others: Dict[str, np.ndarray]) -> ProductComparison:
    """Metrics of the map, the coarse product and the others on the pairs that all of them share.

    Raises InputError when they share none.
    """
    names = {DOWNSCALED: MAP, NEAREST: "Coarse, nearest", BILINEAR: "Coarse, bilinear"}
    values = {names[key]: pairs.values[key] for key in names if key in pairs.values}
    values.update({name if name not in values else f"{name} (other)": v for name, v in others.items()})
    shared = pairs.complete & np.isfinite(np.stack(list(values.values()))).all(axis=0)
    if not shared.any():
        raise InputError(f"{WHAT}: no station has a value of all products at any one date; give products that share "
                         "dates and area with the maps, or fewer of them.")
    rows, truth = np.flatnonzero(shared), pairs.values["station"]
    groups = [g for g in (rows[pairs.station[rows] == s] for s in np.unique(pairs.station[rows])) if g.size >= LEAST]
    metrics = [name for name in shown(OVER) if not METRICS[name].needs]
    own: Dict[str, np.ndarray] = {}
    products = []
    for name, estimate in values.items():
        each = [pair_metrics(estimate[g], truth[g]) for g in groups]
        per_station = {m: np.array([one[m] for one in each]) for m in metrics}
        gain = {m: gain_of(m, own[m], per_station[m]) for m in metrics} if own else {}
        own = own or per_station
        spreads = np.array([_ratio(estimate[g], truth[g]) for g in groups])
        products.append(Product(name, pair_metrics(estimate[rows], truth[rows]), per_station, spreads, gain))
    return ProductComparison(products, int(rows.size), int(np.unique(pairs.station[rows]).size))


def gain_of(metric: str, own: np.ndarray, other: np.ndarray) -> Tuple[float, float, float]:
    """Median over the stations (or dates) of how much better the map is there, with its interval from drawing them."""
    gains = METRICS[metric].gain(own, other)
    known = gains[np.isfinite(gains)]
    return (float(np.median(known)) if known.size else np.nan, *station_bootstrap(known))


def _ratio(estimate: np.ndarray, truth: np.ndarray) -> float:
    spread = float(np.std(truth))
    return float(np.std(estimate)) / spread if spread > 0 else np.nan
