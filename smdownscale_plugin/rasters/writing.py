"""Writing: everything goes to a temporary name beside the target and is renamed when it is complete."""
import errno
import os
import re
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, Sequence

import numpy as np
from osgeo import gdal

from ..errors import OutputError
from ..monitor import SILENT, Monitor
from .gdal_calls import call, close, failure
from .grid import Grid
from .overviews import build_overviews
from .same_file import final_place, refuse_input
from .windows import Window, whole, windows

NODATA = -9999.0
OVERVIEWS_FROM = 2048
_TILE = 256                 # side of GeoTIFF's tiles, by default
_PART = re.compile(r"(\.[a-z0-9_]+\.part)+$")      # what `_temporary_beside` adds, and scratch files
_TYPES = {"float32": gdal.GDT_Float32, "uint8": gdal.GDT_Byte, "int32": gdal.GDT_Int32}


@dataclass(frozen=True)
class Storage:
    """How values are stored: type, the value for "nothing here" (None: there is none), compressed or not."""

    dtype: str = "float32"
    nodata: Optional[float] = NODATA
    compress: bool = True


SCRATCH = Storage(compress=False)      # of files that are read once and removed


def make_folder(path: str) -> str:
    """Create a folder (and its parents); OutputError when that can't be."""
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as problem:
        raise OutputError(f"The output folder {path} can't be created ({problem.strerror}); choose another "
                          "one.") from None
    return path


def os_error(problem: OSError, path: str) -> OutputError:
    """An operating system's refusal to write as our error."""
    path = final_name(path)
    if problem.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
        return OutputError(f"Can't write {path}: the disk is full; free some space or choose another folder.")
    return OutputError(f"Can't write {path} ({problem.strerror}); choose a folder that you may write to.")


def final_name(path: str) -> str:
    """The name that a file will have when it is complete: what a user knows it by."""
    return _PART.sub("", final_place(path))


def _temporary_beside(path: str) -> str:
    """A fresh file beside the target; its name ends in `.part`, so no `*.tif` or `*.csv` finds it."""
    refuse_input(path)
    folder = make_folder(os.path.dirname(os.path.abspath(path)))
    try:
        handle, temporary = tempfile.mkstemp(prefix=os.path.basename(path) + ".", suffix=".part", dir=folder)
        os.close(handle)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
    except OSError as problem:
        raise os_error(problem, path) from None
    return temporary


def remove_if_there(path: str) -> None:
    """Remove a file and GDAL's side-car of it, if they exist."""
    for name in (path, path + ".aux.xml"):
        if os.path.exists(name):
            os.remove(name)


def remove_leftovers(path: str) -> None:
    """Remove what a killed run left of a file in the making. Nobody else may be writing it now.

    Raises OutputError when it can't be removed (a program on Windows holds it, say).
    """
    folder, name = os.path.split(os.path.abspath(path))
    try:
        for found in os.listdir(folder):
            if found.startswith(name + ".") and final_name(found) == name and found != name:
                with suppress(FileNotFoundError):      # another run has removed it meanwhile
                    os.remove(os.path.join(folder, found))
    except OSError as problem:
        raise os_error(problem, path) from None


@contextmanager
def atomic_path(path: str) -> Iterator[str]:
    """Yield a temporary name beside `path`; renamed on success, removed on any exception.

    Raises OutputError when the folder can't be written or the disk is full.
    """
    temporary = _temporary_beside(path)
    try:
        yield temporary
        remove_if_there(path + ".aux.xml")
        os.replace(temporary, path)
    except OSError as problem:
        raise os_error(problem, path) from None
    finally:
        remove_if_there(temporary)


class RasterWriter:
    """A GeoTIFF written window by window; use it as a context manager.

    The file has its name only after the block ended without an exception. monitor: of what is done then (overviews of
    large rasters).
    """

    def __init__(self, path: str, grid: Grid, names: Sequence[str], *, units: Mapping[str, str] = MappingProxyType({}),
                 metadata: Mapping[str, str] = MappingProxyType({}), categorical: Iterable[str] = (),
                 noise_std: Mapping[str, float] = MappingProxyType({}), storage: Storage = Storage(),
                 monitor: Monitor = SILENT):
        self.path, self.grid, self.names = path, grid, list(names)
        self._about = dict(units), dict(metadata), set(categorical), dict(noise_std)
        self._storage, self._monitor = storage, monitor
        self._dataset: Any = None
        self._temporary: Any = None

    def __enter__(self) -> "RasterWriter":
        self._temporary = _temporary_beside(self.path)
        try:
            self._create()
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(self, kind: Optional[type], *_: object) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._discard()

    def write(self, values: np.ndarray, window: Optional[Window] = None) -> None:
        """Write (bands, rows, columns) or (rows, columns); NaN and infinities become nodata."""
        window = window or whole(self.grid.shape)
        values = self._storable(values[None] if values.ndim == 2 else values)
        for index, layer in enumerate(values, 1):
            band = self._dataset.GetRasterBand(index)
            call(band.WriteArray, layer, window.column, window.row, what=self._what())
            if self._whole_tiles(window):     # else GDAL keeps up to a twentieth of the computer's memory
                call(band.FlushCache, what=self._what())

    def _whole_tiles(self, window: Window) -> bool:
        """Whether no tile is left half written, if all windows above and left of this one were written."""
        ends = window.row + window.height, window.column + window.width
        return all(end % _TILE == 0 or end == size for end, size in zip(ends, self.grid.shape))

    def _storable(self, values: np.ndarray) -> np.ndarray:
        """Values of the file's type, nodata where that can't hold them."""
        nodata = 0 if self._storage.nodata is None else self._storage.nodata
        if self._storage.dtype == "float32":
            with np.errstate(over="ignore"):
                values = values.astype(np.float32, copy=False)
        if values.dtype.kind == "f":
            values = np.where(np.isfinite(values), values, np.float32(nodata))
        return values.astype(self._storage.dtype, copy=False)

    def _what(self) -> str:
        return f"Can't write {final_name(self.path)}"

    def _create(self) -> None:
        units, metadata, categorical, noise_std = self._about
        options = ["TILED=YES", "BIGTIFF=IF_SAFER", "INTERLEAVE=BAND", "PHOTOMETRIC=MINISBLACK"]
        options += ["COMPRESS=DEFLATE", "ZLEVEL=1"] if self._storage.compress else []
        driver = gdal.GetDriverByName("GTiff")
        self._dataset = call(driver.Create, self._temporary, self.grid.width, self.grid.height, len(self.names),
                             _TYPES[self._storage.dtype], options, what=self._what())
        self._dataset.SetGeoTransform(self.grid.transform)
        if self.grid.crs:
            self._dataset.SetProjection(self.grid.crs)
        if metadata:
            self._dataset.SetMetadata({k: str(v) for k, v in metadata.items()})
        for index, name in enumerate(self.names, 1):
            band = self._dataset.GetRasterBand(index)
            band.SetDescription(name)
            if self._storage.nodata is not None:
                band.SetNoDataValue(self._storage.nodata)
            if units.get(name):
                band.SetUnitType(units[name])
            if name in categorical:
                band.SetMetadataItem("KIND", "categorical")
            if noise_std.get(name) is not None:
                band.SetMetadataItem("NOISE_STD", repr(float(noise_std[name])))

    def _finish(self) -> None:
        self._monitor.check()
        call(self._dataset.FlushCache, what=self._what())
        if max(self.grid.shape) > OVERVIEWS_FROM and self._storage.compress:
            self._overviews()
        dataset, self._dataset = self._dataset, None
        complaint = close(dataset)
        if complaint:
            raise OutputError(failure(self._what(), complaint))
        remove_if_there(self.path + ".aux.xml")
        try:
            os.replace(self._temporary, self.path)
        except OSError as problem:
            raise os_error(problem, self.path) from None

    def _overviews(self) -> None:
        levels, size = [], max(self.grid.shape)
        while size > 512:
            levels.append(2 ** (len(levels) + 1))
            size //= 2
        nearest = bool(self._about[2]) or self._storage.dtype != "float32"
        build_overviews(self._dataset, levels, nearest, self._storage.nodata, self._what(), self._monitor)
        call(self._dataset.FlushCache, what=self._what())

    def _discard(self) -> None:
        if self._dataset is not None:
            close(self._dataset)
            self._dataset = None
        if self._temporary:
            remove_if_there(self._temporary)


def write_raster(path: str, grid: Grid, layers: Dict[str, np.ndarray], **about: Any) -> str:
    """Write named layers (rows, columns) as one GeoTIFF; keywords as of `RasterWriter`. Returns the path."""
    with RasterWriter(path, grid, list(layers), **about) as writer:
        for window in windows(grid.shape, (grid.width, _TILE)):       # no second copy of all layers
            writer.write(np.stack([np.asarray(layer)[window.slices] for layer in layers.values()]), window)
    return path
