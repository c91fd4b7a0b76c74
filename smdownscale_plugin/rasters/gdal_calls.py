"""The one place where GDAL's errors become ours, whether somebody switched GDAL's exceptions on or off."""
import os
import re
from contextlib import contextmanager
from typing import Any, Callable, Iterator, List, Type

from osgeo import gdal

from ..errors import InputError, OutputError, SmDownscaleError
from .cf_conventions import days, times_of_bands
from .hdf5_structure import refuse_damaged
from .waiting import bounded_waiting, of_servers

_FULL = ("no space left", "disk full", "write error", "write failed", "not enough space", "error flushing",
         "disk space", "error writing", "failed writing", "writeencoded", "could not write", "error in fwrite")
_SOUGHT = re.compile("[:/]soil_moisture")      # where the name of a variable begins so


@contextmanager
def quiet() -> Iterator[None]:
    """Keep GDAL from writing to the console, and from waiting for ever; the message is there for `last_message`."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    gdal.ErrorReset()
    try:
        with bounded_waiting():
            yield
    finally:
        gdal.PopErrorHandler()


def last_message() -> str:
    """GDAL's last message of this thread on one line ('' when there is none)."""
    return " ".join((gdal.GetLastErrorMsg() or "").split())


def call(function: Callable, *args: Any, what: str, error: Type[SmDownscaleError] = OutputError, **kwargs: Any) -> Any:
    """Call a GDAL function; a failure (exception, None, or a CE_Failure left behind) raises `error`.

    what: the beginning of the sentence, e.g. "Can't write ndvi.tif". GDAL's own message follows it.
    """
    with quiet():
        try:
            result = function(*args, **kwargs)
        except RuntimeError as problem:
            raise error(failure(what, str(problem))) from None
        failed = gdal.GetLastErrorType() >= gdal.CE_Failure
        message = last_message()
    if failed or result is None and message:
        raise error(failure(what, message))
    return result


def close(dataset: gdal.Dataset) -> str:
    """Close a dataset that was written and flushed; returns GDAL's complaint ('' when all is well).

    Letting go of it isn't enough: the last pixels are written then, nobody can catch what its destructor raises, and
    the traceback of an earlier error may keep it alive. GDAL 3.7 and newer don't complain when a full disk refuses the
    last bytes of a GeoTIFF: the file's length shows it.
    """
    with quiet():
        path, end = dataset.GetDescription(), 0
        try:
            end = _end_of(dataset)
        except RuntimeError:
            pass                                         # a file that is spoilt already: closing says so
        try:
            if hasattr(dataset, "Close"):                # GDAL 3.8 and newer
                _close(dataset)
            else:
                type(dataset).__swig_destroy__(dataset)
        except RuntimeError as problem:
            return " ".join(str(problem).split())
        if gdal.GetLastErrorType() >= gdal.CE_Failure:
            return last_message()
    return "No space left on device" if end and os.path.exists(path) and os.path.getsize(path) < end else ""


def _end_of(dataset: Any) -> int:
    """Where the last block of a GeoTIFF ends, in bytes, as far as blocks were given a place; 0 for other formats."""
    if dataset.GetDriver().ShortName != "GTiff":
        return 0
    bands = [dataset.GetRasterBand(number) for number in range(1, dataset.RasterCount + 1)]
    bands += [band.GetOverview(level) for band in bands for level in range(band.GetOverviewCount())]
    return max((_end_of_band(band) for band in bands), default=0)


def _end_of_band(band: Any) -> int:
    width, height = band.GetBlockSize()
    end = 0
    for row in range(-(-band.YSize // height)):
        for column in range(-(-band.XSize // width)):
            start, size = (int(band.GetMetadataItem(f"BLOCK_{what}_{column}_{row}", "TIFF") or 0)
                           for what in ("OFFSET", "SIZE"))
            end = max(end, start + size)
    return end


def _close(dataset: Any) -> None:
    """Close; when that raises, the dataset is gone all the same, and Python must not destroy it a second time."""
    try:
        dataset.Close()
    except RuntimeError:
        if dataset.this is not None:
            dataset.thisown = False
            dataset.this = None
        raise


def failure(what: str, message: str) -> str:
    """One sentence from what was tried and GDAL's message."""
    message = " ".join(message.split())
    if any(word in message.lower() for word in _FULL):
        return f"{what}: the disk may be full; free some space or choose another folder ({message})."
    if "Cannot find coordinate operations" in message:      # GDAL writes both systems out, over many lines
        return f"{what}: no transformation between the two coordinate systems is known; check that they are right."
    return f"{what}: {message or 'GDAL gave no reason'}."


_BAND = re.compile(r"\|band=(\d+)$")


def of_band(path: str, band: int) -> str:
    """The source that means one band of a raster: `file|band=2`; `open_raster` knows it."""
    return f"{path}|band={band}"


def single_band(path: str) -> bool:
    """Whether a source means one band of a raster."""
    return bool(_BAND.search(os.fspath(path)))


def open_raster(path: str, what: str = "raster") -> gdal.Dataset:
    """Open a raster, or one band of it (see `of_band`), for reading.

    Raises InputError when the file is missing, is no raster, or has no bands.
    """
    path = os.fspath(path)
    single = _BAND.search(path)
    if single and not os.path.exists(path):
        return _only_band(open_raster(path[:single.start()], what), int(single.group(1)), path)
    virtual = path.startswith("/vsi") or ":" in os.path.basename(path)
    if not virtual and not os.path.exists(path):
        raise InputError(f"The {what} {path} doesn't exist; check the path.")
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise InputError(f"The {what} {path} is a pipe or device, not a file; choose a file.")
    if os.path.isdir(path):
        raise InputError(f"The {what} {path} is a folder that GDAL can't read as a raster; choose the files in it.")
    if not virtual:
        refuse_damaged(path, f"The {what} {path} can't be read")
    with quiet():
        try:
            dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_VERBOSE_ERROR)
        except RuntimeError:
            dataset = None
        reason = last_message()
    if dataset is None:
        advice = of_servers(path) or f"; choose a file that GDAL knows ({reason})"
        raise InputError(f"The {what} {path} can't be read as a raster{advice}.")
    if dataset.RasterCount == 0:
        raise InputError(f"The {what} {path} {_container(dataset)}.")
    return dataset


def sub_datasets(path: str) -> List[str]:
    """Names of the variables in a container, each of them a source; [] where there is none or nothing can be read."""
    with quiet():
        try:
            dataset = gdal.OpenEx(os.fspath(path), gdal.OF_RASTER)
        except RuntimeError:
            dataset = None
    return [name for name, _ in dataset.GetSubDatasets()] if dataset else []


def _container(dataset: Any, most: int = 6) -> str:
    """What is wrong with a raster without bands, and what to choose instead."""
    inside = [name for name, _ in dataset.GetSubDatasets()]
    if not inside:
        return "holds no bands; choose another file"
    names = ", ".join(re.split("[:/]", name)[-1] for name in inside[:most]) + (" ..." if len(inside) > most else "")
    return (f"holds {len(inside)} variables ({names}), not one raster; run Import SMAP Granules on granules of SMAP, "
            f"or choose one variable: {next(filter(_SOUGHT.search, inside), inside[0])}")


def _only_band(dataset: Any, band: int, path: str) -> Any:
    if not 1 <= band <= dataset.RasterCount:
        raise InputError(f"{path}: the raster has {dataset.RasterCount} bands; choose one of them.")
    single = call(gdal.Translate, "", dataset, format="VRT", bandList=[band], what=f"Can't read {path}",
                  error=InputError)
    times = days(times_of_bands(dataset))
    if times:
        for key, value in times[band - 1].metadata().items():
            single.GetRasterBand(1).SetMetadataItem(key, value)
    return single
