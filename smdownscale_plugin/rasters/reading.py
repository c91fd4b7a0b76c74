"""Reading rasters in windows: declared nodata, NaN and infinities become NaN; scale and offset are applied."""
import os
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import InputError
from .gdal_calls import call, open_raster
from .grid import Grid
from .period import Period, name_without_date
from .windows import Window, whole

# Values that mean "nothing here" in so many files that an undeclared one is taken for a mistake.
FILLS = (-9999.0, -99999.0, -32768.0, 32767.0, 65535.0, -3.4028234663852886e38, 3.4028234663852886e38, 1e20)


@dataclass(frozen=True)
class BandInfo:
    """What a file says of one band. index counts from 1; name is the predictor's name; block: columns and rows of the
    pieces that it is stored in; values are stored ones x scale + offset."""

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


def _describe(dataset, path):
    metadata = dict(dataset.GetMetadata() or {})
    period = Period.from_metadata(metadata, os.path.basename(path)) or Period.from_name(path)
    base = name_without_date(path)
    bands = tuple(_band_info(dataset.GetRasterBand(i), i, base if dataset.RasterCount == 1 else f"{base}_{i}")
                  for i in range(1, dataset.RasterCount + 1))
    return RasterInfo(path, Grid.of(dataset, path), bands, period, metadata)


def _band_info(band, index, default_name):
    text = (band.GetDescription() or "").strip()
    noise = band.GetMetadataItem("NOISE_STD")
    try:
        noise = float(noise) if noise else None
    except ValueError:
        noise = None
    categorical = (band.GetMetadataItem("KIND") or "").lower() == "categorical"
    return BandInfo(index, text or default_name, text, band.GetUnitType() or "", categorical, noise,
                    band.GetNoDataValue(), tuple(band.GetBlockSize()), band.GetScale() or 1.0, band.GetOffset() or 0.0)


class Raster:
    """An open raster; use it as a context manager, in one thread (each thread opens its own)."""

    def __init__(self, path: str):
        self._dataset = open_raster(path)
        self.info = _describe(self._dataset, path)
        self._readers = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Let go of the file."""
        self._readers.clear()
        self._dataset = None

    @property
    def grid(self) -> Grid:
        """The raster's grid."""
        return self.info.grid

    def forget(self) -> None:
        """Let go of the blocks that GDAL keeps in memory."""
        self._dataset.FlushCache()          # of all bands: those of pixels side by side come along with the ones read
        for reader in self._readers.values():
            reader.forget_mask()

    def read_once(self, window: Window) -> np.ndarray:
        """As `read`, and let go of what GDAL keeps: for windows that hold whole blocks and aren't read again soon."""
        values = self.read(window)
        self.forget()
        return values

    def read(self, window: Optional[Window] = None, bands: Optional[Sequence[int]] = None, dtype=np.float32,
             out: Optional[np.ndarray] = None) -> np.ndarray:
        """Values of a window (default: all): (bands, rows, columns), NaN where there is none.

        bands: band numbers from 1 (default: all); out: where to put them, instead of a new array.
        Raises InputError when the file breaks off.
        """
        window = window or whole(self.grid.shape)
        bands = bands or range(1, len(self.info.bands) + 1)
        out = np.empty((len(bands),) + window.shape, dtype) if out is None else out
        for k, index in enumerate(bands):
            self._reader(index)(window, out[k])
        return out

    def _reader(self, index):
        if index not in self._readers:
            self._readers[index] = _BandReader(self._dataset, self._dataset.GetRasterBand(index), self.info.path)
        return self._readers[index]


class _BandReader:
    """Reads one band of an open dataset (which it keeps alive: a band without its dataset crashes)."""

    def __init__(self, dataset, band, path):
        self._dataset, self._band, self._path = dataset, band, path
        self._nodata = band.GetNoDataValue()
        self._scale, self._offset = band.GetScale() or 1.0, band.GetOffset() or 0.0
        self._masked = not band.GetMaskFlags() & (gdal.GMF_ALL_VALID | gdal.GMF_NODATA)
        self._float32 = band.DataType == gdal.GDT_Float32

    def __call__(self, window, out):
        """Fill `out` (rows, columns) with the window's values."""
        box = (window.column, window.row, window.width, window.height)
        plain = self._scale == 1.0 and self._offset == 0.0
        direct = plain and self._float32 and out.dtype == np.float32 and out.flags.c_contiguous
        values = call(self._band.ReadAsArray, *box, buf_obj=out if direct else None, what=f"Can't read {self._path}",
                      error=InputError)
        if values is None:
            raise InputError(f"Can't read {self._path}: the file breaks off; get it again.")
        _refuse_complex(values, self._path)
        bad = self._missing(values, box)
        if not direct:
            with np.errstate(over="ignore", invalid="ignore"):
                out[...] = values if plain else values * self._scale + self._offset
        bad |= ~np.isfinite(out)
        np.copyto(out, np.nan, where=bad)

    def _missing(self, values, box):
        """Where stored values mean "nothing here"."""
        if self._nodata is None or np.isnan(self._nodata):
            missing = np.zeros(values.shape, bool)
        else:
            missing = values == (np.float32(self._nodata) if values.dtype == np.float32 else self._nodata)
        if self._masked:
            missing |= call(self._band.GetMaskBand().ReadAsArray, *box, what=f"Can't read the mask of {self._path}",
                            error=InputError) == 0
        return missing

    def forget_mask(self):
        """Let go of the blocks of the band's mask."""
        if self._masked:
            self._band.GetMaskBand().FlushCache()


def undeclared_fill(path: str, sample: int = 512) -> Optional[str]:
    """One sentence when a band holds a common fill value as if it were data, else None.

    Looks at each band thinned to at most `sample` x `sample` pixels, which may take as long as reading all of it; where
    a nodata value is declared, at nine places only. Raises InputError for complex numbers.
    """
    dataset = open_raster(path)
    width, height = dataset.RasterXSize, dataset.RasterYSize
    everything = [(0, 0, width, height, min(width, sample), min(height, sample))]
    for index in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(index)
        boxes = everything if band.GetNoDataValue() is None else _nine_places(width, height)
        values = np.concatenate([call(band.ReadAsArray, *box, what=f"Can't read {path}", error=InputError).ravel()
                                 for box in boxes])
        _refuse_complex(values, path)
        fill = _fill_among(values[np.isfinite(values)], band.GetNoDataValue())
        if fill is not None:
            return undeclared_sentence(path, index, fill)
    return None


def fill_like(value: float, band: BandInfo) -> Optional[float]:
    """The common fill value that a value of a band, as read, stands for; None when it is no such value."""
    return next((fill for fill in FILLS
                 if abs(value - (fill * band.scale + band.offset)) <= 1e-5 * abs(value)), None)


def undeclared_sentence(path: str, index: int, fill: float) -> str:
    """What is said of a fill value that isn't declared."""
    return (f"Band {index} of {path} holds the value {fill:g}, which isn't declared as nodata; declare it "
            f"(gdal_edit.py -a_nodata {fill:g}, or Build Virtual Raster with a nodata value).")


def _nine_places(width, height, size=128):
    """Windows (column, row, width, height) at corners, edges and middle; fewer where they would overlap."""
    def spread(whole):
        return sorted({0, max(0, (whole - size) // 2), max(0, whole - size)}) if whole > size else [0]
    return [(column, row, min(size, width), min(size, height)) for row in spread(height) for column in spread(width)]


def _fill_among(values, nodata) -> Optional[float]:
    """The common fill value at an end of the values and further from the others than they are from each other."""
    with np.errstate(over="ignore"):
        values = values[values.astype(np.float32) != np.float32(np.nan if nodata is None else nodata)].astype(float)
        for extreme in (values.min(), values.max()) if values.size else ():
            fill = next((f for f in FILLS if np.float32(f) == np.float32(extreme)), None)
            rest = values[values != extreme]
            if fill is not None and (not rest.size or np.abs(rest - extreme).min() > np.ptp(rest)):
                return fill
    return None


def _refuse_complex(values, path):
    if np.iscomplexobj(values):
        raise InputError(f"The raster {path} holds complex numbers; give one with plain values.")
