"""Containers of rasters (HDF4-EOS, netCDF, tiles of MODIS) as plain rasters: small VRT files that point into them.

A VRT carries what the container says in its own way: scale, offset, fill, range of valid values, unit and time.
"""
import os
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from osgeo import gdal

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.cf_conventions import periods, start_of_day, times_of_bands
from ..rasters.gdal_calls import call, quiet
from ..rasters.hdf5_structure import refuse_damaged
from ..rasters.period import Period, parse_time
from ..rasters.side_files import is_side_file
from .naming import matches, split_list

SUFFIXES = (".hdf", ".hdf4", ".hdf5", ".he5", ".h5", ".nc", ".nc4")
_GEOTIFF = (".tif", ".tiff")
_DRIVERS = {"netCDF", "HDF4", "HDF4Image", "HDF5", "HDF5Image"}
_TILE = re.compile(r"[._]h\d{2}v\d{2}(?=[._])")
_MADE = re.compile(r"\.\d{11,14}(?=\.|$)")     # when a file was made: tiles of one date differ in it
# Flags, angles, times and counters: no predictors, unless somebody asks for them.
_NO_PREDICTOR = re.compile(r"(^|[^a-z])(qc|qa|qflag|quality|state|g?flags?|ssf|uncertainty|num_obs\w*|obscov\w*|"
                           r"iobs\w*|\w*(zenith|azimuth|szen|vzen|raz|_angl|_time|_pnt)|range|day_of_year|clear_sky_\w+|crs)"
                           r"([^a-z]|$)", re.IGNORECASE)
_EIGHT_DAYS = re.compile(r"^M[OYC]D(09A1|09Q1|10A2|11A2|11B2|14A2|15A[23]H?|16A2(GF)?|17A2H?)\b")
_SIXTEEN_DAYS = re.compile(r"^(M[OYC]D13[AQ][12]|M[OY]D13C1|VNP13A[12])\b")
_NOTHING = -2147483648


@dataclass(frozen=True)
class _VariableBands:
    """Bands of one variable at one time: what a VRT is made of. file: the container's name less its extension."""

    source: str
    file: str
    name: str
    bands: Tuple[int, ...]
    period: Optional[Period]
    tile_of: str = ""
    metadata: Dict[str, str] = field(default_factory=dict, hash=False)


def expand_all(paths: Sequence[str]) -> List[str]:
    """Paths with folders replaced by the GeoTIFFs and containers in them, sorted, less side files.

    Raises InputError for an empty folder.
    """
    out: List[str] = []
    for path in paths:
        if not os.path.isdir(path):
            out += [] if is_side_file(path) else [path]
            continue
        inside = sorted(name for name in os.listdir(path) if name.lower().endswith(_GEOTIFF + SUFFIXES))
        if not inside:
            raise InputError(f"The folder {path} holds no GeoTIFF (*.tif) and no container (*.hdf, *.h5, *.nc); choose "
                             "another folder or the files themselves.")
        out.extend(os.path.join(path, name) for name in inside)
    return out


def unpacked(paths: Sequence[str], subdatasets: str, folder: str, monitor: Monitor = SILENT) -> List[str]:
    """Paths of plain rasters in place of containers and of tiles that belong together; others stay as they are.

    subdatasets: names of variables to take, set apart by commas, `*` for any text ('' takes all but flags, angles and
    counters). folder: where the VRT files go, to be kept as long as they are read.
    Raises InputError: nothing in a container fits, or its variables have no georeference.
    """
    wanted = split_list(subdatasets)
    plain: List[str] = []
    layers: List[_VariableBands] = []
    left_out: Dict[str, None] = {}
    for path in paths:
        dataset = _opened(path)
        if dataset is not None and dataset.GetDriver().ShortName in _DRIVERS:
            found, skipped = _layers(path, dataset, wanted)
            layers.extend(found)
            left_out.update(dict.fromkeys(skipped))
        elif dataset is not None and _TILE.search(os.path.basename(path)):
            period = Period.from_metadata(dataset.GetMetadata(), path) or Period.from_name(path)
            layers.append(_VariableBands(path, _stem(path), "", (), period, _MADE.sub("", _TILE.sub("", _stem(path)))))
        else:
            plain.append(path)
    if left_out:
        monitor.info(f"Left out as flags, angles or counters: {', '.join(left_out)}; to take "
                     "any of them, name it in SUBDATASETS.")
    return plain + _written(layers, folder, monitor)


def _opened(path: str) -> Optional[gdal.Dataset]:
    if not os.path.isfile(path):
        return None
    refuse_damaged(path, f"{path} can't be read")
    with quiet():
        try:
            return gdal.OpenEx(path, gdal.OF_RASTER)
        except RuntimeError:
            return None


def _layers(path: str, dataset: gdal.Dataset, wanted: Sequence[str]) -> Tuple[List[_VariableBands], List[str]]:
    """Layers of one container that are wanted, and names that were left out."""
    base = os.path.basename(path)
    if base.upper().startswith("SMAP_") and dataset.GetDriver().ShortName == "HDF5":
        raise InputError(f"{path} is a SMAP granule; run Import SMAP Granules on it, which knows its grid.")
    sources = [name for name, _ in dataset.GetSubDatasets()] or [path]
    names = {source: _variable(source, path) for source in sources}
    taken = [s for s in sources if (any(matches(w, names[s]) for w in wanted) if wanted
                                    else not _NO_PREDICTOR.search(names[s]) or len(sources) == 1)]
    if not taken:
        raise InputError(f"{path} has no variable {', '.join(wanted)}; it has {', '.join(names.values())}: name those "
                         "to take in SUBDATASETS.")
    found: List[_VariableBands] = []
    for source in taken:
        variable = call(gdal.Open, source, what=f"Can't read {names[source]} of {path}", error=InputError)
        if variable.GetGeoTransform(can_return_null=True) is None or not variable.GetProjection():
            continue
        found.extend(_times(source, names[source], variable, base))
    if not found:
        raise InputError(f"No variable of {path} is georeferenced; convert it to a georeferenced GeoTIFF first.")
    return found, [] if wanted else [names[s] for s in sources if s not in taken]


def _variable(source: str, path: str) -> str:
    """Name of a variable: the last part of a sub-dataset's name."""
    if source == path:
        return _stem(path)
    return source.rsplit(":", 1)[-1].strip('"/').replace("/", "_")


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _times(source: str, name: str, variable: gdal.Dataset, base: str) -> List[_VariableBands]:
    """One layer for each time of a variable."""
    metadata = variable.GetMetadata()
    tile_of = ".".join(base.split(".")[:2]) if _TILE.search(base) else ""
    times = times_of_bands(variable)
    count = variable.RasterCount
    if times and count > 1:
        return [_VariableBands(source, _stem(base), name, (k,), period, tile_of, metadata)
                for k, period in enumerate(periods(times), 1)]
    period = _period(base, metadata, times)
    return [_VariableBands(source, _stem(base), name, tuple(range(1, count + 1)), period, tile_of, metadata)]


def _period(base: str, metadata: Mapping[str, str], times: Sequence[datetime]) -> Optional[Period]:
    """The period of a container: what it says (MODIS), its product's length from the date in its name, or that day."""
    first, last = metadata.get("RANGEBEGINNINGDATE"), metadata.get("RANGEENDINGDATE")
    if first and last:
        return Period(parse_time(first, base), parse_time(last, base) + timedelta(days=1))
    named = Period.from_name(base)
    if named is None:
        day = start_of_day(times[0]) if times else None
        return Period(day, day + timedelta(days=1)) if day else None
    start = named.start
    if _EIGHT_DAYS.match(base):
        return Period(start, min(start + timedelta(days=8), datetime(start.year + 1, 1, 1, tzinfo=timezone.utc)))
    if _SIXTEEN_DAYS.match(base):
        return Period(start, start + timedelta(days=16))
    if named.end - named.start < timedelta(hours=1):     # a moment: the day that it stands for
        return Period(start_of_day(start), start_of_day(start) + timedelta(days=1))
    return named


def _written(layers: Sequence[_VariableBands], folder: str, monitor: Monitor) -> List[str]:
    """VRT files of layers, tiles of one product, variable and period in one."""
    groups: Dict[tuple, List[_VariableBands]] = {}
    for k, layer in enumerate(layers):
        key = (layer.tile_of, layer.name, layer.period) if layer.tile_of else (k,)
        groups.setdefault(key, []).append(layer)
    out = []
    for number, group in enumerate(groups.values()):
        tiles = [_vrt(layer, os.path.join(folder, f"{number}_{k}")) if layer.bands else layer.source
                 for k, layer in enumerate(group)]
        out.append(tiles[0] if len(tiles) == 1 else
                   _mosaic(tiles, os.path.join(folder, str(number)), f"{group[0].tile_of}_{group[0].name}"))
        if len(tiles) > 1:
            monitor.info(f"{group[0].name or group[0].tile_of}: {len(tiles)} tiles merged.")
    return out


def _vrt(layer: _VariableBands, folder: str) -> str:
    """One layer as a VRT file, called like the container, so that messages and NAMES know it."""
    source = call(gdal.Open, layer.source, what=f"Can't read {layer.source}", error=InputError)
    lines = [f'<VRTDataset rasterXSize="{source.RasterXSize}" rasterYSize="{source.RasterYSize}">',
             f"<SRS>{escape(source.GetProjection())}</SRS>",
             f"<GeoTransform>{', '.join(repr(v) for v in source.GetGeoTransform())}</GeoTransform>", "<Metadata>"]
    about = layer.period.metadata() if layer.period else {}
    lines += [f'<MDI key="{escape(key)}">{escape(value)}</MDI>' for key, value in about.items()] + ["</Metadata>"]
    for number, band in enumerate(layer.bands, 1):
        name = layer.name if len(layer.bands) == 1 else f"{layer.name}_{band}"
        lines += _band(layer, source, band, number, name)
    path = _vrt_path(folder, f"{layer.file}_{layer.name}")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines + ["</VRTDataset>"]))
    return path


def _vrt_path(folder: str, name: str) -> str:
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("_") + ".vrt")


def _band(layer: _VariableBands, source: gdal.Dataset, index: int, number: int, name: str) -> List[str]:
    band = source.GetRasterBand(index)
    floats = gdal.GetDataTypeName(band.DataType).startswith("Float")
    fill, limits = band.GetNoDataValue(), _valid_range(layer)
    nothing = fill if fill is not None else _NOTHING
    scale, offset = _scale(layer, band)
    size = f'xOff="0" yOff="0" xSize="{source.RasterXSize}" ySize="{source.RasterYSize}"'
    lines = [f'<VRTRasterBand dataType="{"Float64" if floats else "Int32"}" band="{number}">',
             f"<Description>{escape(name)}</Description>", f"<UnitType>{escape(_unit(band))}</UnitType>",
             f"<NoDataValue>{nothing!r}</NoDataValue>", f"<Scale>{scale!r}</Scale>", f"<Offset>{offset!r}</Offset>",
             f'<ComplexSource><SourceFilename relativeToVRT="0">{escape(layer.source)}</SourceFilename>',
             f"<SourceBand>{index}</SourceBand><SrcRect {size}/><DstRect {size}/>"]
    if fill is not None:
        lines.append(f"<NODATA>{fill!r}</NODATA>")
    if limits:
        low, high = limits
        step = 1 if not floats else 1e-9 * max(1.0, abs(low), abs(high))
        lines.append(f"<LUT>{low - step!r}:{nothing!r},{low!r}:{low!r},{high!r}:{high!r},"
                     f"{high + step!r}:{nothing!r}</LUT>")
    return lines + ["</ComplexSource></VRTRasterBand>"]


def _unit(band: gdal.Band) -> str:
    unit = band.GetUnitType() or ""
    return "" if unit.lower() in ("none", "n/a", "reflectance", "unitless") else unit


def _scale(layer: _VariableBands, band: gdal.Band) -> Tuple[float, float]:
    """Scale and offset; MODIS' vegetation indices state the factor to divide by (10000) as their scale."""
    scale, offset = band.GetScale() or 1.0, band.GetOffset() or 0.0
    return (1.0 / scale, offset) if scale >= 100 and layer.source.startswith("HDF4") else (scale, offset)


def _valid_range(layer: _VariableBands) -> Optional[Tuple[float, float]]:
    """The range of valid stored values that the variable states."""
    for prefix in (f"{layer.name}#", ""):
        text = layer.metadata.get(f"{prefix}valid_range") or ",".join(
            layer.metadata.get(f"{prefix}valid_{end}", "") for end in ("min", "max"))
        numbers = re.findall(r"-?\d+\.?\d*(?:[eE][-+]?\d+)?", text)
        if len(numbers) == 2 and float(numbers[0]) < float(numbers[1]):
            return float(numbers[0]), float(numbers[1])
    return None


def _mosaic(tiles: Sequence[str], folder: str, name: str) -> str:
    """Tiles side by side as one VRT, with what the first of them says of its bands."""
    first = gdal.Open(tiles[0])
    for tile in tiles[1:]:
        other = gdal.Open(tile)
        if other.RasterCount != first.RasterCount or not _same_cells(first, other):
            raise InputError(f"The tiles {tiles[0]} and {tile} differ in bands or cells; give tiles of one product.")
    path = _vrt_path(folder, name)
    mosaic = call(gdal.BuildVRT, path, list(tiles), what=f"Can't merge the tiles {', '.join(tiles)}",
                  error=InputError)
    mosaic.SetMetadata(first.GetMetadata())
    for k in range(1, first.RasterCount + 1):
        here, there = mosaic.GetRasterBand(k), first.GetRasterBand(k)
        here.SetDescription(there.GetDescription())
        here.SetUnitType(there.GetUnitType() or "")
        here.SetScale(there.GetScale() or 1.0)
        here.SetOffset(there.GetOffset() or 0.0)
    mosaic.FlushCache()
    return path


def _same_cells(first: gdal.Dataset, other: gdal.Dataset) -> bool:
    a, b = first.GetGeoTransform(), other.GetGeoTransform()
    return all(abs(a[k] - b[k]) <= 1e-6 * abs(a[k]) for k in (1, 5))
