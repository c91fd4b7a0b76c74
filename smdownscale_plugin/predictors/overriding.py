"""What a user says of a raster against its metadata: scale, offset and nodata."""
import os
from dataclasses import replace
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from osgeo import gdal

from ..errors import InputError
from ..rasters.gdal_calls import call
from ..rasters.number_text import number_of
from ..rasters.reading import BandInfo, RasterInfo
from .naming import fits, pairs_of, refuse_strangers


def overridden(infos: Sequence[RasterInfo], scales: str, nodata: str, folder: str) -> List[RasterInfo]:
    """The same rasters with other scales and nodata values where the user gives them, as VRT files in a folder.

    scales: pairs `key=scale` or `key=scale:offset`, values being stored * scale + offset; nodata: pairs `key=value`;
    keys as of `predictors.naming`. Raises InputError for a key that fits no band and for what is no number.
    """
    scale_of, nodata_of = _numbers("SCALES", scales, infos), _numbers("NODATA", nodata, infos)
    if not scale_of and not nodata_of:
        return list(infos)
    return [_overridden(info, scale_of, nodata_of, os.path.join(folder, f"override_{k}")) for k, info in
            enumerate(infos)]


def _numbers(parameter: str, text: str, infos: Sequence[RasterInfo]) -> Dict[str, Tuple[float, ...]]:
    """key -> numbers of `key=a` or `key=a:b`."""
    out: Dict[str, Tuple[float, ...]] = {}
    for key, value in pairs_of(parameter, text):
        if key in out:
            raise InputError(f"{parameter}: {key} is given twice ({text}); keep one of them.")
        try:
            out[key] = tuple(number_of(part) for part in value.split(":"))
        except ValueError:
            raise InputError(f"{parameter}: {value!r} of {key} isn't a number; write lst=0.02 (SCALES also "
                             "lst=0.02:273.15, scale and offset).") from None
        if len(out[key]) > (2 if parameter == "SCALES" else 1):
            raise InputError(f"{parameter}: {key}={value} has too many numbers.")
    refuse_strangers(parameter, list(out), infos)
    return out


def _overridden(info: RasterInfo, scale_of: Mapping[str, Tuple[float, ...]], nodata_of: Mapping[str, Tuple[float, ...]],
                folder: str) -> RasterInfo:
    found = {band.index: (_first(scale_of, info, band), _first(nodata_of, info, band)) for band in info.bands}
    if not any(scale or fill for scale, fill in found.values()):
        return info
    os.makedirs(folder)
    path = os.path.join(folder, os.path.splitext(os.path.basename(info.path))[0] + ".vrt")
    dataset = call(gdal.Translate, path, info.path, format="VRT", what=f"Can't read {info.path}", error=InputError)
    bands = []
    for info_band in info.bands:
        band, (scale, fill) = dataset.GetRasterBand(info_band.index), found[info_band.index]
        if scale:
            band.SetScale(scale[0])
            band.SetOffset(scale[1] if len(scale) > 1 else 0.0)
        if fill:
            band.SetNoDataValue(fill[0])
        bands.append(replace(info_band, nodata=band.GetNoDataValue()))
    dataset.FlushCache()
    return replace(info, path=path, bands=tuple(bands))


def _first(numbers: Mapping[str, Tuple[float, ...]], info: RasterInfo, band: BandInfo) -> Optional[Tuple[float, ...]]:
    return next((value for key, value in numbers.items() if fits(key, info, band)), None)
