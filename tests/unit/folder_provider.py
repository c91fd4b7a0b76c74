"""A second provider for tests and as an example: it serves GeoTIFFs of a folder, and knows no network.

    FOLDER/catalogue.json      in the form of Earth Engine's
    FOLDER/ASSET.tif           of a data set without dates
    FOLDER/ASSET_YYYYMMDD.tif  an image of a data set with dates; bands by description
"""
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Optional, Sequence

import numpy as np

from smdownscale_plugin.fetching.catalogue import Catalogue, CataloguePredictor, read_catalogue
from smdownscale_plugin.fetching.inventory import Image, Inventory
from smdownscale_plugin.fetching.provider import Provider, SourceLayer, Spans
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.predictors.aligning import AlignedRaster
from smdownscale_plugin.rasters.grid import Grid
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.rasters.windows import Window


class FolderProvider(Provider):
    """Files of a folder."""

    title = "a folder of files"

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    @property
    def catalogue(self) -> Catalogue:
        """What the folder's catalogue names."""
        return read_catalogue(str(self.folder / "catalogue.json"))

    def connect(self, monitor: Monitor) -> str:
        """Nothing to sign in to."""
        return f"Files are taken from {self.folder}."

    def inventory(self, spans: Spans, area: Grid, monitor: Monitor) -> Inventory:
        """Images by the dates in their names."""
        found = {}
        for name, (data_set, period) in spans.items():
            images = [Image(asset, path.stem, datetime.strptime(path.stem[-8:], "%Y%m%d").replace(tzinfo=timezone.utc))
                      for asset in data_set.assets for path in sorted(self.folder.glob(f"{asset.id}_????????.tif"))]
            found[name] = tuple(i for i in images if period.start <= i.start < period.end)
        return Inventory(found)

    def layer(self, predictor: CataloguePredictor, period: Period, grid: Grid,
              inventory: Inventory) -> Optional[SourceLayer]:
        """The files whose mean is the step's value."""
        data_set = predictor.data_set
        names = ([asset.id for asset in data_set.assets] if data_set.sampling == "static"
                 else [image.index for image in inventory.of(data_set, period)])
        if not names:
            return None
        paths = [self.folder / f"{name}.tif" for name in names]
        key = ";".join(f"{path}:{predictor.band}:{os.stat(path).st_mtime_ns}" for path in paths)
        return SourceLayer(predictor.name, key, (paths, predictor.band), {"files": names})

    def read(self, layers: Sequence[SourceLayer], grid: Grid, window: Window) -> np.ndarray:
        """Means over the files of each layer, on the grid's cells."""
        return np.stack([np.mean([self._band(path, band, grid, window) for path in paths], axis=0)
                         for paths, band in (layer.content for layer in layers)]).astype(np.float32)

    @staticmethod
    def _band(path, band, grid, window):
        info = describe(str(path))
        with AlignedRaster(info, grid) as raster:
            return raster.read(window)[info.names.index(band)]
