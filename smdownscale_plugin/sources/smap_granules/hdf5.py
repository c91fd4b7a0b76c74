"""HDF5 through GDAL's multidimensional drivers: arrays by their full name, a window at a time.

GDAL leaves files called *.nc or *.nc4 to its netCDF driver; SMAP's, called *.h5, are never opened with it, as its
two-dimensional face turns rows round.
"""
from typing import Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ...errors import InputError
from ...rasters.gdal_calls import call, last_message, quiet
from ...rasters.hdf5_structure import refuse_damaged

# What the mission writes where there is nothing, by type; attributes say so only in some files.
_FILLS = {"f": (-9999.0,), "u1": (254, 255), "u2": (65534, 65535), "i": (-9999,)}
_NETCDF = (".nc4", ".nc")
SUFFIXES = (".h5", ".hdf5", ".he5", *_NETCDF)


class Hdf5File:
    """An open HDF5 file; a context manager. Raises InputError when it isn't one or is cut short."""

    def __init__(self, path: str):
        self.path = path
        refuse_damaged(path, f"{path} can't be read as HDF5")      # GDAL's library may crash on it
        driver = "netCDF" if path.lower().endswith(_NETCDF) else "HDF5"
        with quiet():
            try:
                self._dataset = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, allowed_drivers=[driver])
            except RuntimeError:
                self._dataset = None
            reason = last_message()
        if self._dataset is None:
            raise InputError(f"{path} can't be read as HDF5{_why(path, reason)}")
        self._root = self._dataset.GetRootGroup()

    def __enter__(self) -> "Hdf5File":
        return self

    def __exit__(self, *_: object) -> None:
        self._root = self._dataset = None

    def has(self, name: str) -> bool:
        """Whether there is an array of this full name (`/Geophysical_Data/sm_surface`)."""
        return self._array(name) is not None

    def shape(self, name: str) -> Tuple[int, ...]:
        """Lengths of an array's dimensions; InputError when there is none of this name."""
        return tuple(d.GetSize() for d in self._wanted(name).GetDimensions())

    def names(self, group: str) -> Sequence[str]:
        """Names of the arrays in a group; empty when there is no such group."""
        found = self._root if group == "/" else self._attempt(self._root.OpenGroupFromFullname, group)
        return list(found.GetMDArrayNames() or []) if found else []

    def attribute(self, group: str, name: str) -> Optional[str]:
        """A text attribute of a group; None where either lacks."""
        found = self._root if group == "/" else self._attempt(self._root.OpenGroupFromFullname, group)
        attribute = self._attempt(found.GetAttribute, name) if found else None
        value = attribute.Read() if attribute else None
        return value if isinstance(value, str) else None

    def number(self, name: str, attribute: str) -> Optional[float]:
        """A numeric attribute of an array; None where it lacks."""
        found = self._attempt(self._wanted(name).GetAttribute, attribute)
        value = found.Read() if found else None
        return float(value) if isinstance(value, (int, float)) else None

    def unit(self, name: str) -> str:
        """The unit that the file gives an array, '' where it gives none."""
        return self._wanted(name).GetUnit() or ""

    def is_whole_numbers(self, name: str) -> bool:
        """Whether an array holds integers: flags, classes, counts."""
        kind = gdal.GetDataTypeName(self._wanted(name).GetDataType().GetNumericDataType())
        return "Float" not in kind

    def read(self, name: str, start: Sequence[int] = (), count: Sequence[int] = ()) -> np.ndarray:
        """Values of an array (or a part of it), as they are in the file.

        Raises InputError when there is no such array, or the file breaks off inside it.
        """
        array = self._wanted(name)
        part = {"array_start_idx": list(start), "count": list(count)} if len(start) else {}
        values = call(array.ReadAsArray, what=f"Can't read {name} of {self.path}", error=InputError, **part)
        if values is None:
            raise InputError(f"Can't read {name} of {self.path}: the file is cut short; download it again.")
        return values

    def values(self, name: str, start: Sequence[int] = (), count: Sequence[int] = ()) -> np.ndarray:
        """As `read`, in float64 with NaN for fills: declared ones, the mission's by type, and those averaged in.

        A fill of -9999 that went into an average shows as a value below the documented least one.
        """
        stored = self.read(name, start, count)
        fills = set(_FILLS.get(stored.dtype.str[1:], _FILLS.get(stored.dtype.kind, ())))
        declared = self._wanted(name).GetNoDataValueAsDouble()
        bad = np.isin(stored, [f for f in fills | {declared} if f is not None])
        least = self.number(name, "valid_min")
        if least is not None and stored.dtype.kind == "f":
            bad |= stored < np.asarray(least, stored.dtype)
        return np.where(bad, np.nan, stored)

    def _wanted(self, name):
        array = self._array(name)
        if array is None:
            raise InputError(f"{self.path} holds no {name}; is it a granule of another version?")
        return array

    def _array(self, name):
        return self._attempt(self._root.OpenMDArrayFromFullname, name)

    @staticmethod
    def _attempt(function, *args):
        with quiet():
            try:
                return function(*args)
            except RuntimeError:
                return None


def _why(path, reason):
    """The rest of the sentence: what is wrong with a file that HDF5 won't open."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(8)
    except OSError as problem:
        return f" ({problem.strerror}); check the path."
    if head == b"\x89HDF\r\n\x1a\n":
        return ": it is cut short or damaged; download it again."
    if gdal.GetDriverByName("HDF5") is None:
        return ": this GDAL has no HDF5 driver; install the plugin libgdal-hdf5."
    return f": it is another kind of file{f' ({reason})' if reason and 'recognized' not in reason else ''}."
