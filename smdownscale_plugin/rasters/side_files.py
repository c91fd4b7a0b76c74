"""Files that lie beside a raster and belong to it: no rasters of their own, though "Add Directory" picks them up."""
from typing import List, Sequence, Tuple

# What GDAL keeps beside a raster, under its name and these endings.
SIDE_CARS = (".aux.xml", ".ovr", ".msk")
# Statistics, overviews, masks, metadata, world files, and downloads or writes that never ended.
SUFFIXES = (*SIDE_CARS, ".qmd", ".qml", ".tfw", ".tifw", ".prj", ".part")


def is_side_file(path: str) -> bool:
    """Whether a path names a side file, by its ending."""
    return path.lower().endswith(SUFFIXES)


def without_side_files(paths: Sequence[str]) -> Tuple[List[str], List[str]]:
    """(the other paths, the side files), each in order."""
    kept, beside = [], []
    for path in paths:
        (beside if is_side_file(path) else kept).append(path)
    return kept, beside
