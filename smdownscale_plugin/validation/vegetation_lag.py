"""How long vegetation follows after soil moisture: correlation of monthly means, the vegetation some months later."""
from dataclasses import dataclass
from datetime import datetime
from typing import Dict, List, Mapping, Sequence

import numpy as np

from ..errors import InputError, certain
from ..metrics.pairs import pearson
from ..monitor import Monitor
from ..rasters.reading import Raster, describe
from ..rasters.stack import expand
from ..stations.matching import locate, sample
from ..stations.sensors import Station
from .layers import MapLayer
from .station_matching import Pairs

NAMES = ("ndvi", "evi", "lai", "sif")
LAGS = (0, 1, 2, 3, 4)    # months
LEAST = 6                 # months that a station needs for a correlation


@dataclass(frozen=True)
class VegetationLag:
    """r: {"station" or estimate: (lags,) median over the stations of the correlation}; stations: {the same: (lags,) how
    many had enough months}."""

    r: Dict[str, np.ndarray]
    stations: Dict[str, np.ndarray]

    def best(self, name: str) -> int:
        """Lag in months at which vegetation follows best; -1 where nothing is known."""
        r = self.r[name]
        return LAGS[int(np.nanargmax(r))] if np.isfinite(r).any() else -1


def read_vegetation(paths: Sequence[str], stations: Sequence[Station], monitor: Monitor) -> Dict[int, np.ndarray]:
    """{month since year 0: (stations,) mean} of dated rasters; the band called ndvi, evi, lai or sif, else the first.

    Raises InputError when none has a date.
    """
    infos = [describe(path) for path in dict.fromkeys(expand(list(paths)))]
    dated = [info for info in infos if info.period is not None]
    if not dated:
        raise InputError("None of the VEGETATION rasters has a date; set TIME_START and TIME_END in the metadata, or "
                         "put the date in the file's name, such as ndvi_20200601.tif.")
    found: Dict[int, List[np.ndarray]] = {}
    for info in monitor.each(dated, "Reading vegetation at the stations"):
        band = next((b.index for name in NAMES for b in info.bands if b.name.lower() == name), 1)
        with Raster(info.path) as raster:
            values = sample(raster, band, locate(stations, info.grid))
            found.setdefault(_month(certain(info.period).middle), []).append(values)
    return {month: _mean(np.stack(values)) for month, values in found.items()}


def vegetation_lag(vegetation: Dict[int, np.ndarray], pairs: Pairs, rasters: Sequence[MapLayer]) -> VegetationLag:
    """Correlation of each station's monthly soil moisture with its vegetation LAGS months later, readings and maps."""
    months = np.array([_month(certain(layer.period).middle) for layer in rasters])[pairs.raster]
    stations = np.unique(pairs.station[pairs.complete])
    r, known = {}, {}
    for name, values in pairs.values.items():
        each = np.array([_of_station(values, months, pairs.rows(s), s, vegetation) for s in stations])
        known[name] = np.isfinite(each).sum(0)
        r[name] = np.array([np.median(lag[np.isfinite(lag)]) if np.isfinite(lag).any() else np.nan for lag in each.T])
    return VegetationLag(r, known)


def _of_station(values: np.ndarray, months: np.ndarray, rows: np.ndarray, station: int,
                vegetation: Mapping[int, np.ndarray]) -> List[float]:
    """(lags,) correlations of one station."""
    moisture = {m: float(np.mean(values[rows][months[rows] == m])) for m in np.unique(months[rows]).tolist()}
    out = []
    for lag in LAGS:
        pairs = [(v, vegetation[m + lag][station]) for m, v in moisture.items() if m + lag in vegetation]
        both = np.array([pair for pair in pairs if np.isfinite(pair).all()]).reshape(-1, 2)
        out.append(pearson(both[:, 0], both[:, 1]) if len(both) >= LEAST else np.nan)
    return out


def _month(moment: datetime) -> int:
    return 12 * moment.year + moment.month - 1


def _mean(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.where(known, values, 0.0).sum(0) / np.where(known.any(0), known.sum(0), np.nan)
