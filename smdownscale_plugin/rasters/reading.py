"""Reading rasters in windows: declared nodata, NaN and infinities become NaN; scale and offset are applied."""
import os
from dataclasses import dataclass, field, replace
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import InputError
from .cf_conventions import days, times_of_bands
from .gdal_calls import call, open_raster, quiet, single_band
from .grid import Grid
from .period import Period, name_without_date
from .waiting import servers_of
from .windows import Window, whole


@dataclass(frozen=True)
class BandInfo:
    """What a file says of one band. index counts from 1; name is the predictor's name; block: columns and rows of the
    pieces that it is stored in; values are stored ones x scale + offset, of GDAL's type `dtype`;
    period: its own date, where its description or metadata hold one."""

    index: int
    name: str
    description: str
    unit: str
    categorical: bool
    noise_std: Optional[float]
    nodata: Optional[float]
    block: Tuple[int, int] = (1, 1)
    scale: float = 1.0
    offset: float = 0.0
    dtype: int = gdal.GDT_Float32
    period: Optional[Period] = None


@dataclass(frozen=True)
class RasterInfo:
    """What a file says of itself, without reading its pixels."""

    path: str
    grid: Grid
    bands: Tuple[BandInfo, ...]
    period: Optional[Period]
    metadata: Dict[str, str] = field(hash=False)

    @property
    def product(self) -> str:
        """The product's name (metadata PRODUCT), '' when unknown."""
        return self.metadata.get("PRODUCT", "")

    @property
    def names(self) -> List[str]:
        """The bands' names in file order."""
        return [band.name for band in self.bands]


def describe(path: str) -> RasterInfo:
    """Grid, bands, time and metadata of a raster; InputError when it can't be read."""
    return _describe(open_raster(path), path)


def _describe(dataset: Any, path: str) -> RasterInfo:
    with quiet():          # damaged georeferences are only looked at, and complained of, now
        return _described(dataset, path)


def _described(dataset: Any, path: str) -> RasterInfo:
    metadata = dict(dataset.GetMetadata() or {})
    period = Period.from_metadata(metadata, os.path.basename(path)) or Period.from_name(path)
    base = name_without_date(path)
    numbers = [number for number in range(1, dataset.RasterCount + 1) if not _is_alpha(dataset, number)]
    if not numbers:
        raise InputError(f"The raster {path} has only a transparency band; choose one with values.")
    bands = tuple(_band_info(dataset.GetRasterBand(i), i, base if len(numbers) == 1 else f"{base}_{i}")
                  for i in numbers)
    bands = _with_netcdf_times(dataset, bands)
    if bands[0].period and (single_band(path) or period is None and len(bands) == 1 and not bands[0].description):
        period = bands[0].period
    return RasterInfo(path, Grid.of(dataset, path), bands, period, metadata)


def _with_netcdf_times(dataset: Any, bands: Tuple[BandInfo, ...]) -> Tuple[BandInfo, ...]:
    """The bands, with the date of the file's time axis where their own names hold none."""
    if any(band.period for band in bands):
        return bands
    found = days(times_of_bands(dataset))
    return tuple(replace(band, period=day) for band, day in zip(bands, found)) if len(found) == len(bands) else bands


def _is_alpha(dataset: Any, number: int) -> bool:
    """Whether a band says how transparent the others are: no variable."""
    return dataset.GetRasterBand(number).GetColorInterpretation() == gdal.GCI_AlphaBand


def _band_info(band: Any, index: int, default_name: str) -> BandInfo:
    text = (band.GetDescription() or "").strip()
    noise = band.GetMetadataItem("NOISE_STD")
    try:
        noise = float(noise) if noise else None
    except ValueError:
        noise = None
    kind = (band.GetMetadataItem("KIND") or "").lower()
    categorical = kind == "categorical" or not kind and band.GetColorTable() is not None
    return BandInfo(index, text or default_name, text, band.GetUnitType() or "", categorical, noise,
                    band.GetNoDataValue(), tuple(band.GetBlockSize()), band.GetScale() or 1.0, band.GetOffset() or 0.0,
                    band.DataType, Period.from_metadata(band.GetMetadata() or {}, text) or Period.from_name(text + "."))


class Raster:
    """An open raster; use it as a context manager, in one thread (each thread opens its own)."""

    def __init__(self, path: str):
        self._dataset = open_raster(path)
        self.info = _describe(self._dataset, path)
        self._readers = {}
        self._bands_apart = self._dataset.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE") == "BAND"

    def __enter__(self) -> "Raster":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._readers.clear()
        self._dataset = None

    @property
    def grid(self) -> Grid:
        """The raster's grid."""
        return self.info.grid

    def read_once(self, window: Window) -> np.ndarray:
        """As `read`, and let go of what GDAL keeps: for windows that hold whole blocks and aren't read again soon."""
        return self.read(window, once=True)

    def read(self, window: Optional[Window] = None, bands: Optional[Sequence[int]] = None, dtype: type = np.float32,
             out: Optional[np.ndarray] = None, once: bool = False) -> np.ndarray:
        """Values of a window (default: all): (bands, rows, columns), NaN where there is none.

        bands: band numbers from 1 (default: all); out: where to put them, instead of a new array; once: see
        `read_once`. Raises InputError when the file breaks off.
        """
        window = window or whole(self.grid.shape)
        bands = bands or [band.index for band in self.info.bands]
        out = np.empty((len(bands),) + window.shape, dtype) if out is None else out
        for k, index in enumerate(bands):
            self._reader(index)(window, out[k])
            if once and self._bands_apart:      # else the bands to come lie in the same blocks
                self._reader(index).forget()
        if once and not self._bands_apart:
            self._dataset.FlushCache()          # of all bands: those of pixels side by side come with the ones read
            for reader in self._readers.values():
                reader.forget_mask()
        return out

    def _reader(self, index: int) -> "_BandReader":
        if index not in self._readers:
            self._readers[index] = _BandReader(self._dataset, self._dataset.GetRasterBand(index), self.info.path)
        return self._readers[index]


class _BandReader:
    """Reads one band of an open dataset (which it keeps alive: a band without its dataset crashes)."""

    def __init__(self, dataset: Any, band: Any, path: str) -> None:
        self._dataset, self._band, self._path = dataset, band, path
        servers = servers_of(path)
        self._what = f"Can't read {path}" + (f" (from {', '.join(servers)})" if servers else "")
        self._nodata = band.GetNoDataValue()
        self._scale, self._offset = band.GetScale() or 1.0, band.GetOffset() or 0.0
        self._masked = not band.GetMaskFlags() & (gdal.GMF_ALL_VALID | gdal.GMF_NODATA)
        self._float32 = band.DataType == gdal.GDT_Float32
        self._alpha = next((dataset.GetRasterBand(number) for number in range(1, dataset.RasterCount + 1)
                            if _is_alpha(dataset, number)), None)

    def __call__(self, window: Window, out: np.ndarray) -> None:
        """Fill `out` (rows, columns) with the window's values."""
        box = (window.column, window.row, window.width, window.height)
        plain = self._scale == 1.0 and self._offset == 0.0
        direct = plain and self._float32 and out.dtype == np.float32 and out.flags.c_contiguous
        values = call(self._band.ReadAsArray, *box, buf_obj=out if direct else None, what=self._what, error=InputError)
        if values is None:
            raise InputError(f"Can't read {self._path}: the file is cut short; copy or download it again.")
        refuse_complex(values, self._path)
        bad = self._missing(values, box)
        if not direct:
            with np.errstate(over="ignore", invalid="ignore"):
                out[...] = values if plain else values * self._scale + self._offset
        bad |= ~np.isfinite(out)
        np.copyto(out, np.nan, where=bad)

    def _missing(self, values: np.ndarray, box: Tuple[int, int, int, int]) -> np.ndarray:
        """Where stored values mean "nothing here"."""
        if self._nodata is None or np.isnan(self._nodata):
            missing = np.zeros(values.shape, bool)
        else:
            missing = values == (np.float32(self._nodata) if values.dtype == np.float32 else self._nodata)
        if self._masked:
            missing |= call(self._band.GetMaskBand().ReadAsArray, *box, what=f"Can't read the mask of {self._path}",
                            error=InputError) == 0
        if self._alpha is not None:
            missing |= call(self._alpha.ReadAsArray, *box, what=self._what, error=InputError) == 0
        return missing

    def forget(self) -> None:
        """Let go of the band's blocks and of what says where it has values."""
        self._band.FlushCache()
        if self._alpha is not None:
            self._alpha.FlushCache()
        self.forget_mask()

    def forget_mask(self) -> None:
        """Let go of the blocks of the band's mask."""
        if self._masked:
            self._band.GetMaskBand().FlushCache()


def refuse_complex(values: np.ndarray, path: str) -> None:
    """Raise InputError for complex numbers."""
    if np.iscomplexobj(values):
        raise InputError(f"The raster {path} holds complex numbers; give one with real numbers.")
