"""Granules with the layout of the real ones, written by GDAL's netCDF-4 driver (a netCDF-4 file is an HDF5 file)."""
import os

import numpy as np
from osgeo import gdal, osr

_TYPES = {"f4": gdal.GDT_Float32, "f8": gdal.GDT_Float64, "u2": gdal.GDT_UInt16, "u1": gdal.GDT_Byte}


def write_granule(path, arrays, short_name="", block=(), numbers=(), texts=()):
    """arrays: {"/Group/name": array}; numbers: {"/Group/name": {"_FillValue": -9999.0}}; texts: {"/Group": {...}}."""
    built = os.fspath(path) + ".building.nc"
    dataset = gdal.GetDriverByName("netCDF").CreateMultiDimensional(built, [], ["FORMAT=NC4"])
    groups = {"": dataset.GetRootGroup()}
    if short_name:
        _text(_group(groups, "/Metadata/DatasetIdentification"), "shortName", short_name)
    for group, attributes in dict(texts).items():
        for name, text in attributes.items():
            _text(_group(groups, group), name, text)
    dimensions = {}
    for full, values in arrays.items():
        folder, name = full.rsplit("/", 1)
        group = _group(groups, folder)
        sizes = []
        for axis, size in enumerate(values.shape):
            key = (folder, axis, size)
            if key not in dimensions:
                dimensions[key] = group.CreateDimension(f"dim{axis}_{size}_{len(dimensions)}", None, None, size)
            sizes.append(dimensions[key])
        options = ["COMPRESS=DEFLATE", "ZLEVEL=1"]
        if block and values.ndim == 2:
            options.append(f"BLOCKSIZE={block[0]},{block[1]}")
        array = group.CreateMDArray(name, sizes, gdal.ExtendedDataType.Create(_TYPES[values.dtype.str[1:]]), options)
        for attribute, number in dict(numbers).get(full, {}).items():
            made = array.CreateAttribute(attribute, [], gdal.ExtendedDataType.Create(gdal.GDT_Float64))
            made.Write(number)
        assert array.Write(np.ascontiguousarray(values)) == gdal.CE_None
        del array
    del groups, dimensions, dataset
    os.replace(built, path)
    return os.fspath(path)


def _group(groups, name):
    if name not in groups:
        parent, own = name.rsplit("/", 1)
        groups[name] = _group(groups, parent).CreateGroup(own)
    return groups[name]


def _text(group, name, text):
    attribute = group.CreateAttribute(name, [], gdal.ExtendedDataType.CreateString())
    attribute.Write(text)


def degrees_of(grid, row, column):
    """Longitude and latitude of the middle of a cell."""
    source, target = osr.SpatialReference(grid.crs), osr.SpatialReference()
    target.ImportFromEPSG(4326)
    for reference in (source, target):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    x0, dx, _, y0, _, dy = grid.transform
    change = osr.CoordinateTransformation(source, target)
    return change.TransformPoint(x0 + dx * (column + 0.5), y0 + dy * (row + 0.5))[:2]
