"""Which band of a coarse raster holds soil moisture: by name, or every band a date; never simply the first of many."""
import re
from typing import List, Optional, Sequence

from ..errors import InputError
from .gdal_calls import of_band, sub_datasets
from .reading import BandInfo, RasterInfo, describe
from .stack import expand
from .undated import refuse_unread_dates

BAND = "soil_moisture"
_WORDS = frozenset(("sm", "ssm", "vwc", "swvl1", "soilmoisture", "soil_moisture", "volumetric"))
_BESIDE = frozenset(("error", "err", "uncertainty", "unc", "std", "stdev", "sd", "flag", "flags", "quality", "qc", "qa",
                     "count", "n", "anomaly", "percentile", "lower", "upper", "width", "noise", "mask"))


def coarse_sources(paths: Sequence[str], band: str = "") -> List[str]:
    """Rasters of files or folders, each with one band to be read: `file` or `file|band=2`, each once.

    band: a band's name or number, for all of them; '' takes the only one, that called soil_moisture, or each of them
    where all are dated. Raises InputError with the bands listed when that leaves a choice. What can't be read stays as
    it is, to be refused where it is read.
    """
    out: List[str] = []
    for path in dict.fromkeys(expand(list(paths))):
        out += _of_one(path, band.strip())
    return list(dict.fromkeys(out))


def _of_one(path: str, wanted: str) -> List[str]:
    try:
        info = describe(path)
    except InputError:
        variable = _variable_in(path, wanted)
        return _of_one(variable, "") if variable else [path]
    refuse_unread_dates([info], "The coarse raster")
    if wanted:
        return [_source(info, _named(info, wanted))]
    chosen = [band for band in info.bands if band.name.lower() == BAND]
    if chosen or len(info.bands) == 1:
        return [_source(info, (chosen or info.bands)[0])]
    if all(band.period for band in info.bands):
        return [of_band(path, band.index) for band in info.bands]
    raise InputError(f"The coarse raster {path} has the bands {_listed(info)}, none of them called {BAND}; say with "
                     "COARSE_BAND which one holds soil moisture (its name or number), or give each band its date as "
                     "its description.")


def _variable_in(path: str, wanted: str) -> Optional[str]:
    """The variable of a netCDF container that is wanted, or the only one called soil_moisture or so."""
    names = {source: source.rsplit(":", 1)[-1] for source in sub_datasets(path) if source.startswith("NETCDF:")}
    for fits in (lambda name: name.lower() == (wanted or BAND).lower(),
                 lambda name: not wanted and _says_soil_moisture(name)):
        found = [source for source, name in names.items() if fits(name)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def the_soil_moisture_band(info: RasterInfo, what: str) -> BandInfo:
    """The only band, that called soil_moisture, or the only one whose name says so in other words.

    what: the input, for messages. Raises InputError with the bands listed when that leaves a choice.
    """
    exact = [band for band in info.bands if band.name.lower() == BAND]
    chosen = exact or [band for band in info.bands if _says_soil_moisture(band.name)]
    if len(info.bands) == 1 or len(chosen) == 1:
        return (chosen or info.bands)[0]
    raise InputError(f"{what}: {info.path} has the bands {_listed(info)}, and it isn't known which one holds soil "
                     f"moisture: name it {BAND}, or take it out into a file of its own (Translate, or Rearrange "
                     "Bands).")


def _says_soil_moisture(name: str) -> bool:
    words = set(re.split(r"[^a-z0-9]+", name.lower()))
    return not words & _BESIDE and bool(words & _WORDS or {"soil", "moisture"} <= words)


def _source(info: RasterInfo, band: BandInfo) -> str:
    return info.path if len(info.bands) == 1 else of_band(info.path, band.index)


def _named(info: RasterInfo, wanted: str) -> BandInfo:
    found: Optional[BandInfo] = next((band for band in info.bands if band.name.lower() == wanted.lower()), None)
    if found is None and wanted.isdecimal():
        found = next((band for band in info.bands if band.index == int(wanted)), None)
    if found is None:
        raise InputError(f"COARSE_BAND: {info.path} has no band {wanted!r}; it has {_listed(info)}.")
    return found


def _listed(info: RasterInfo) -> str:
    names = [f"{band.index} {band.name}" for band in info.bands]
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
