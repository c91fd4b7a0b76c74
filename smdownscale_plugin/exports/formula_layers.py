"""Where a formula's inputs lie: which band of which file."""
import os
from dataclasses import dataclass
from typing import Mapping


@dataclass(frozen=True)
class LayerBand:
    """A band (from 1) of a raster file."""

    path: str
    band: int = 1

    @property
    def layer(self) -> str:
        """The layer's name in QGIS: the file's, without its extension."""
        return os.path.splitext(os.path.basename(self.path))[0]


@dataclass(frozen=True)
class FormulaLayers:
    """own: by predictor; regional: by column, {} for models of whole predictors."""

    own: Mapping[str, LayerBand]
    regional: Mapping[str, LayerBand]
