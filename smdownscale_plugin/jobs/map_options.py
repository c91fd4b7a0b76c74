"""What a user may set for maps, of one date or of many."""
from dataclasses import dataclass
from typing import NamedTuple, Optional, Sequence

from ..scaling.corrections import AUTO
from .map_stations import StationFiles


class Masking(NamedTuple):
    """A mask and which of its values are dropped; confirmed: though that is nearly everything."""

    path: Optional[str] = None
    rule: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class MapOptions:
    """The defaults are those of the tools.

    coarse_band: of rasters with several; allow_outside: make maps even if most of their predictors lie outside the
    training range; series: daily stacks, for models that look back on the days before; mask: pixels that stay empty,
    such as water, see `predictors.masking`; stations: what maps are adjusted towards, where that helps.
    """

    residual_correction: str = AUTO
    coarse_band: str = ""
    allow_outside: bool = False
    series: Sequence[str] = ()
    mask: Masking = Masking()
    stations: StationFiles = StationFiles()
