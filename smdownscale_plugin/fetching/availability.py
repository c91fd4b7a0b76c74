"""Where data sets exist: nothing is planned, and nothing fetched, where there can be nothing."""
from typing import Dict, List, Sequence, Tuple

from ..errors import InputError
from .catalogue import CataloguePredictor, DataSet

Box = Tuple[float, float, float, float]     # west, south, east, north in degrees


def check_area(predictors: Sequence[CataloguePredictor], area: Box) -> List[str]:
    """Sentences about data sets that cover only a part of an area.

    Raises InputError that names the predictors of all data sets that have nothing there.
    """
    outside: Dict[str, List[str]] = {}
    partly = []
    for data_set in {p.data_set.name: p.data_set for p in predictors}.values():
        names = [p.name for p in predictors if p.data_set is data_set]
        share = _share(data_set, area)
        if share == 0:
            outside.setdefault(data_set.area, []).extend(names)
        elif share < 1:
            partly.append(f"{', '.join(names)} ({data_set.title}): data exist only for {data_set.area}, which is "
                          f"{100 * share:.0f} % of the area.")
    if outside:
        places = "; ".join(f"{', '.join(names)} ({area})" for area, names in outside.items())
        raise InputError(f"These predictors have no data in the area ({_text(area)}), only in the region in brackets: "
                         f"{places}; take them out of VARIABLES, or choose another PRESET.")
    return partly


def _share(data_set: DataSet, area: Box) -> float:
    """Share of an area, in degrees, that a data set's boxes cover (they don't overlap)."""
    if not data_set.bounds:
        return 1.0
    west, south, east, north = area
    covered = sum(max(0.0, min(east, e) - max(west, w)) * max(0.0, min(north, n) - max(south, s))
                  for w, s, e, n in data_set.bounds)
    return covered / ((east - west) * (north - south))


def _text(area: Box) -> str:
    west, south, east, north = area
    return f"longitude {west:.1f} to {east:.1f}, latitude {south:.1f} to {north:.1f}"
