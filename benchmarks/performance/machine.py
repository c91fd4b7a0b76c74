"""The machine: cores, memory, versions; and whether other programs were at work during a measurement."""
import os
import platform
import resource
import time
from importlib import metadata
from pathlib import Path

from osgeo import gdal

from . import orfeo

_PACKAGES = ("numpy", "scikit-learn", "lightgbm", "numba", "xarray", "dask", "rioxarray", "rasterio")


def describe() -> str:
    """What a reader must know to compare, in a sentence; no name of the host, no path."""
    versions = {"Python": platform.python_version(), "GDAL": gdal.VersionInfo("RELEASE_NAME"), **_versions()}
    return (f"{_processor()}, {os.cpu_count()} cores, {_memory() / 1024 ** 3:.0f} GiB, {_system()}; "
            + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".")


def _versions():
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {**found, **({"Orfeo Toolbox": orfeo.version()} if orfeo.installed() else {})}


def _processor():
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def _memory():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _system():
    path = Path("/etc/os-release")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.partition("=")[2].strip('"') for line in lines if line.startswith("PRETTY_NAME=")]
    return names[0] if names else platform.system()


class Others:
    """How much of the processors other programs took: share of one core, 0 when the machine was quiet."""

    def __init__(self):
        self._start, self._busy, self._own = time.monotonic(), _busy(), _own()

    def share(self) -> float:
        """Cores that others kept busy since this was made; NaN where that can't be known."""
        seconds = max(time.monotonic() - self._start, 1e-3)
        return max(0.0, (_busy() - self._busy) - (_own() - self._own)) / seconds


def _busy():
    """Seconds that all processors have worked so far (Linux)."""
    path = Path("/proc/stat")
    if not path.exists():
        return float("nan")
    user, nice, system, _idle, _wait, irq, soft, steal = (int(n) for n in path.read_text().split()[1:9])
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


def _own():
    """Seconds that this process and those it waited for have worked."""
    return sum(r.ru_utime + r.ru_stime for r in map(resource.getrusage, (resource.RUSAGE_SELF,
                                                                         resource.RUSAGE_CHILDREN)))
