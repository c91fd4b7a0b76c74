"""One file to make: which layers on which grid, which bands are written, and what its metadata say."""
import json
import os
from dataclasses import dataclass, field
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

import numpy as np

from ..errors import SmDownscaleError
from ..rasters.grid import Grid
from ..rasters.period import Period, iso
from ..rasters.reading import describe
from ..rasters.windows import Window
from ..rasters.writing import RasterWriter
from .catalogue import Derived
from .provider import Provider, SourceLayer
from .tile_store import TileStore, request_key
from .tiles import plan_tiles

_SAMPLED = 10_000      # pixels of a tile for the median of counts
REQUEST_ITEM = "FETCH_REQUEST"
# Values of a window by fetched name, and its window: values of the written bands by name.
Finish = Callable[[Dict[str, np.ndarray], Window], Dict[str, np.ndarray]]


@dataclass(frozen=True)
class Band:
    """What a band's metadata say."""

    name: str
    unit: str
    categorical: bool = False
    noise_std: Optional[float] = None


@dataclass
class Order:
    """A GeoTIFF to be made of some layers; `finish` turns fetched bands into written ones.

    looks: for bands that are means, the layer that counts the independent values in them: their uncertainty is that of
    one value divided by the root of the median count.
    """

    path: str
    grid: Grid
    provider: Provider
    layers: List[SourceLayer]
    bands: List[Band]
    period: Optional[Period]
    about: Dict[str, str]
    finish: Finish
    looks: Mapping[str, str] = field(default_factory=dict)
    is_wanted: Callable[[Window], Optional[np.ndarray]] = lambda window: None
    after: Callable[[], None] = lambda: None
    missing: int = 0
    key: str = ""
    store: TileStore = field(init=False, repr=False)
    tiles: List[Window] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        grid = f"{self.grid.crs}{self.grid.transform}{self.grid.shape}"
        written = ",".join(f"{b.name}:{b.unit}" for b in self.bands)
        asked = [part for layer in self.layers for part in (layer.name, layer.key)]
        self.key = request_key(*asked, grid, written, json.dumps(self.about))
        self.store = TileStore(os.path.dirname(os.path.dirname(self.path)), self.key)
        self.tiles = plan_tiles(self.grid, len(self.layers), self.provider.limits)

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return os.path.basename(self.path)

    def fetch(self, window: Window) -> None:
        """Fetch a tile and keep it: one request."""
        self.store.put(window, self.provider.read(self.layers, self.grid, window))

    def is_finished(self) -> bool:
        """Whether an earlier run has made just this file."""
        if not os.path.exists(self.path):
            return False
        try:
            return describe(self.path).metadata.get(REQUEST_ITEM) == self.key
        except SmDownscaleError:
            return False

    def write(self, check: Callable[[], None]) -> str:
        """Put the tiles together into the file (it has its name only when whole), then forget them."""
        metadata = {**(self.period.metadata() if self.period else {}), **self.about, REQUEST_ITEM: self.key,
                    "FETCHED": iso(datetime.now(timezone.utc))}
        noise = {b.name: b.noise_std / self._looks(b.name) ** 0.5 for b in self.bands if b.noise_std is not None}
        with RasterWriter(self.path, self.grid, [b.name for b in self.bands], noise_std=noise, metadata=metadata,
                          units={b.name: b.unit for b in self.bands},
                          categorical=[b.name for b in self.bands if b.categorical]) as writer:
            for tile in self.tiles:
                check()
                writer.write(self._written(tile), tile)
        self.store.clear()
        self.after()
        return self.path

    def _looks(self, band: str) -> float:
        """Median number of independent values in a band's pixels, 1 where nothing counts them."""
        if band not in self.looks:
            return 1.0
        number = [layer.name for layer in self.layers].index(self.looks[band])
        counts = []
        for tile in self.tiles:
            wanted = self.is_wanted(tile)
            if wanted is None or wanted.any():
                values = self.store.get(tile)[number].ravel()
                counts.append(values[::max(1, values.size // _SAMPLED)])
        known = np.concatenate(counts) if counts else np.empty(0)
        known = known[np.isfinite(known) & (known > 0)]
        return max(1.0, float(np.median(known))) if known.size else 1.0

    def _written(self, tile: Window) -> np.ndarray:
        wanted = self.is_wanted(tile)
        if wanted is not None and not wanted.any():
            return np.full((len(self.bands),) + tile.shape, np.nan, np.float32)
        values = dict(zip((layer.name for layer in self.layers), self.store.get(tile)))
        layers = self.finish(values, tile)
        out = np.stack([layers[band.name] for band in self.bands])
        return out if wanted is None else np.where(wanted, out, np.nan)


def provenance(provider: Provider, layers: Sequence[SourceLayer], recipes: Sequence[Derived] = (),
               names: Mapping[str, str] = MappingProxyType({})) -> Dict[str, str]:
    """The metadata items SOURCE and PROVENANCE: of each band its assets, dates, number of images, rule, or formula.

    names: bands that are called otherwise than their layer.
    """
    origins: Dict[str, Any] = {names.get(layer.name, layer.name): layer.provenance for layer in layers}
    origins.update({r.name: {"formula": r.formula, "from": dict(r.sources)} for r in recipes})
    return {"SOURCE": provider.title, "PROVENANCE": json.dumps(origins, sort_keys=True)}
