"""Which images there are: asked once per data set, so that steps, weights and provenance rest on what exists."""
from dataclasses import dataclass, field
from datetime import datetime
from typing import Dict, List, Optional, Tuple

from ..rasters.period import Period
from .catalogue import Asset, DataSet


@dataclass(frozen=True)
class Image:
    """One image of a collection: its asset, its index in it, and when it starts."""

    asset: Asset
    index: str
    start: datetime

    @property
    def id(self) -> str:
        """Its id."""
        return f"{self.asset.id}/{self.index}"


@dataclass(frozen=True)
class Inventory:
    """Images of the asked time by data set, in order of time."""

    images: Dict[str, Tuple[Image, ...]] = field(default_factory=dict)

    def of(self, data_set: DataSet, period: Optional[Period] = None) -> List[Image]:
        """Images of a data set; those that start within a period."""
        found = self.images.get(data_set.name, ())
        return [i for i in found if period is None or period.start <= i.start < period.end]
