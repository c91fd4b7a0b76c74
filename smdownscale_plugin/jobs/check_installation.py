"""What works in this installation, what is missing, and what to do about it."""
import shutil
import sys
import tempfile
from typing import List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..about import VERSION
from ..dependencies import Status, install_command, python_description, shell_description, status
from ..monitor import SILENT, Monitor
from ..reports.installation import COMMAND, write_installation_page

DRIVERS = (("GTiff", "rasters (GeoTIFF)"), ("GPKG", "stations and districts (GeoPackage)"),
           ("HDF5", "SMAP granules (HDF5)"), ("netCDF", "NetCDF files"))


def check_installation(host: str = "", monitor: Monitor = SILENT, page: Optional[str] = None) -> str:
    """Text of several lines: versions, what works, what is missing, what to do; a command has a line of its own.

    host: what runs the plugin, e.g. "QGIS 3.22.16"; page: HTML file with the same. Needs none of the optional packages.
    """
    packages = status()
    works, lacks = _sort(_gdal_checks() + [_folder_check()] + [_package_line(entry) for entry in packages])
    versions = [host] if host else []
    versions += [python_description(), f"GDAL {gdal.VersionInfo('RELEASE_NAME')}", f"numpy {np.__version__}"]
    report = [f"Soil Moisture Downscale {VERSION}", ", ".join(versions), "", "Works:", *works]
    if lacks:
        report += ["", "Missing:", *lacks]
    advice = _advice(packages)
    report += ["", "What to do:", *advice]
    for line in report:
        monitor.info(line)
    if page:
        write_installation_page(page, report[0], ", ".join(versions), works, lacks, advice)
    monitor.at(1.0)
    return "\n".join(report)


def _sort(checks: Sequence[Tuple[bool, str]]) -> Tuple[List[str], List[str]]:
    return [f"  {line}" for good, line in checks if good], [f"  {line}" for good, line in checks if not good]


def _gdal_checks():
    checks = [_numpy_check()]
    for name, purpose in DRIVERS:
        present = gdal.GetDriverByName(name) is not None
        checks.append((present, f"GDAL reads {purpose}" if present else f"GDAL has no {name} driver for {purpose}"))
    return checks


def _numpy_check():
    """A numpy that was upgraded below QGIS breaks GDAL's arrays: the most common damage that pip does."""
    try:
        band = gdal.GetDriverByName("MEM").Create("", 2, 2, 1, gdal.GDT_Float32)
        band.WriteArray(np.full((2, 2), 0.25, np.float32))
        good = bool((band.ReadAsArray() == np.float32(0.25)).all())
    except (ImportError, AttributeError, RuntimeError) as error:
        return False, (f"GDAL and numpy {np.__version__} don't work together ({error}): something has upgraded numpy; "
                       "remove that numpy (pip uninstall numpy), so that QGIS finds its own again")
    return good, "GDAL and numpy work together"


def _folder_check():
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free / 1e9
    return free > 1, f"the temporary folder {folder} has {free:.1f} GB of free space"


def _package_line(entry: Status):
    name, purpose = entry.package.distribution, entry.package.purpose
    if entry.version is not None:
        return True, f"{name} {entry.version}, for {purpose}"
    return False, f"{name}, needed for {purpose}{'' if entry.package.recommended else ' (optional)'}"


def _advice(packages: Sequence[Status]) -> List[str]:
    missing = [entry for entry in packages if entry.version is None]
    broken = [entry for entry in missing if entry.installed]
    absent = [entry.package for entry in missing if not entry.installed]
    recommended = [package.module for package in absent if package.recommended]
    lines = [] if recommended or broken or not absent else ["  Everything that is recommended is installed."]
    if recommended:
        lines += [f"  Recommended, {shell_description()}:", COMMAND + install_command(*recommended)]
    for package in absent:
        if not package.recommended:
            size = f"; {package.size}" if package.size else ""
            lines += [f"  Optional, for {package.purpose}{size}:", COMMAND + install_command(package.module)]
    lines += [f"  {entry.problem}" for entry in broken]
    if missing:
        lines += ["  These commands leave numpy, scipy and GDAL of QGIS as they are. Restart QGIS afterwards."]
    if sys.prefix != sys.base_prefix:
        lines += [f"  QGIS runs in the virtual environment {sys.prefix}: packages go there."]
    return lines or ["  Nothing: everything is installed."]
