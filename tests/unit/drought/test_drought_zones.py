"""Zonal figures against polygon overlay by OGR and against GDAL's own rasterisation of a far finer grid."""
import numpy as np
import pytest
from drought_data import CELL, grid
from osgeo import gdal, ogr, osr

from smdownscale_plugin.drought import zonal
from smdownscale_plugin.drought.polygon_coverage import area_by_row, coverage
from smdownscale_plugin.drought.spells import spells
from smdownscale_plugin.drought.zones import oriented, read_zones
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.writing import write_raster


def star(centre, radius, seed, corners=17):
    """A jagged polygon, as text of its points."""
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.random(corners)) * 2 * np.pi
    reach = radius * (0.35 + 0.65 * rng.random(corners))
    points = np.stack([centre[0] + reach * np.cos(angle), centre[1] + reach * np.sin(angle)], 1)
    return ", ".join(f"{x:.17g} {y:.17g}" for x, y in [*points, points[0]])


def rings_of(geometry):
    parts = [geometry] if geometry.GetGeometryName() == "POLYGON" else list(geometry)
    return [oriented(np.array(ring.GetPoints())[:, :2], k > 0) for part in parts for k, ring in enumerate(part)]


def overlay(geometry, shape):
    """Share of each cell by intersecting it with the polygon."""
    out = np.zeros(shape)
    for row, column in np.ndindex(shape):
        cell = ogr.CreateGeometryFromWkt(f"POLYGON(({column} {row},{column + 1} {row},{column + 1} {row + 1},"
                                         f"{column} {row + 1},{column} {row}))")
        out[row, column] = geometry.Intersection(cell).Area()
    return out


SHAPES = {
    "jagged": f"POLYGON(({star((7.3, 5.1), 6, 1)}))",
    "with a hole": "POLYGON((0.5 0.5, 11.2 0.7, 10.9 9.3, 0.2 8.8, 0.5 0.5),(3 3, 3.2 6.1, 7.7 6, 7 2.5, 3 3))",
    "of many parts": f"MULTIPOLYGON((({star((3, 3), 2.5, 2)})),(({star((10, 8), 2.9, 3)})))",
    "along the cells' borders": "POLYGON((2 1, 9 1, 9 7, 2 7, 2 1))",
    "smaller than a cell": "POLYGON((4.2 4.2, 4.7 4.3, 4.4 4.9, 4.2 4.2))",
    "reaching out on every side": "POLYGON((-4 5, 6 -3, 20 4, 7 16, -4 5))",
    "outside": "POLYGON((30 30, 35 30, 33 34, 30 30))",
    "left of it": "POLYGON((-9 1, -3 1, -3 7, -9 7, -9 1))",
}


@pytest.mark.parametrize("kind", SHAPES)
def test_the_covered_share_of_cells_equals_polygon_overlay(kind):
    geometry = ogr.CreateGeometryFromWkt(SHAPES[kind])
    if not geometry.IsValid():
        geometry = geometry.MakeValid()
    assert np.abs(coverage(rings_of(geometry), (11, 14)) - overlay(geometry, (11, 14))).max() < 1e-12
    assert area_by_row(rings_of(geometry))[1].sum() == pytest.approx(geometry.Area(), abs=1e-9)


def test_areas_stay_exact_far_from_the_origin():
    ring = np.array([[0, 0], [3.5, 0], [3.5, 2.5], [0, 2.5], [0, 0]]) + 4e6
    assert area_by_row([oriented(ring, False)])[1].sum() == pytest.approx(8.75, abs=1e-6)


def write_zones(path, polygons, crs="EPSG:6933", names=None, field="name"):
    """A GeoPackage of WKT polygons."""
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    reference = None
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    layer = source.CreateLayer("districts", reference, ogr.wkbUnknown)
    layer.CreateField(ogr.FieldDefn("number", ogr.OFTInteger))
    layer.CreateField(ogr.FieldDefn(field, ogr.OFTString))
    for number, text in enumerate(polygons):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField(field, (names or [f"district {k}" for k in range(len(polygons))])[number])
        if text:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(text))
        layer.CreateFeature(feature)
    return str(path)


def metres(text_points, rows=12):
    """Points in column and row of the test grid as a WKT ring in metres."""
    return ", ".join(f"{x * CELL} {(rows - y) * CELL}" for x, y in text_points)


def test_zonal_figures_equal_those_of_a_grid_cut_into_400_pieces(tmp_path):
    rng = np.random.default_rng(6)
    values = (100 * rng.random((12, 16))).astype(np.float32)
    values[rng.random(values.shape) < 0.1] = np.nan
    path = write_raster(str(tmp_path / "p.tif"), grid(), {"percentile": values})
    polygon = f"POLYGON(({star((8000, 6000), 5500, 9)}))"
    zones = read_zones(write_zones(tmp_path / "z.gpkg", [polygon]), None, None, grid())
    got = zonal.zonal_sums([(path, (1,))], grid(), zones.zones).figures(0, 0, 20)
    fine = 20
    memory = gdal.GetDriverByName("MEM").Create("", 16 * fine, 12 * fine, 1, gdal.GDT_Byte)
    memory.SetGeoTransform((0, CELL / fine, 0, 12 * CELL, 0, -CELL / fine))
    memory.SetProjection(grid().crs)
    vector = ogr.Open(str(tmp_path / "z.gpkg"))
    gdal.RasterizeLayer(memory, [1], vector.GetLayer(0), burn_values=[1])
    inside = memory.ReadAsArray().astype(bool)
    fine_values = np.kron(values, np.ones((fine, fine)))[inside]
    valid = np.isfinite(fine_values)
    assert got.mean == pytest.approx(fine_values[valid].mean(), abs=0.15)
    assert got.spread == pytest.approx(fine_values[valid].std(), abs=0.15)
    assert got.valid == pytest.approx(valid.mean(), abs=0.003)
    for code, limit in ((1, 30), (2, 20), (3, 10), (4, 5), (5, 2)):
        assert got.at_least(code) == pytest.approx((fine_values[valid] <= limit).mean(), abs=0.003)


def test_cells_of_geographic_grids_weigh_as_much_as_their_area():
    geographic = Grid(crs_wkt("EPSG:4326"), (10.0, 0.5, 0.0, 70.0, 0.0, -0.5), 8, 100)
    rows = np.arange(100)
    spherical = np.sin(np.radians(70 - 0.5 * rows)) - np.sin(np.radians(69.5 - 0.5 * rows))
    areas = zonal.row_areas(geographic, rows)
    assert np.allclose(areas / areas[0], spherical / spherical[0]) and areas[-1] == pytest.approx(0.94, abs=0.01)
    assert (zonal.row_areas(grid(), rows) == 1).all()


def test_zones_of_every_trouble_are_handled_and_said(tmp_path):
    polygons = {
        "small": f"POLYGON(({metres([(4.2, 4.2), (4.7, 4.3), (4.4, 4.9), (4.2, 4.2)])}))",
        "parts": f"MULTIPOLYGON((({metres([(1, 1), (3, 1), (3, 3), (1, 1)])})),"
                 f"(({metres([(9, 9), (11, 9), (9, 11), (9, 9)])})))",
        "bow tie": f"POLYGON(({metres([(2, 6), (6, 10), (6, 6), (2, 10), (2, 6)])}))",
        "over the small": f"POLYGON(({metres([(4, 4), (6, 4), (6, 6), (4, 6), (4, 4)])}))",
        "outside": f"POLYGON(({metres([(40, 40), (45, 40), (45, 45), (40, 40)])}))",
        "none": None,
        "a line": f"LINESTRING({metres([(1, 1), (5, 5)])})",
    }
    path = write_raster(str(tmp_path / "p.tif"), grid(), {"percentile": np.full((12, 16), 7.0, np.float32)})
    layer = write_zones(tmp_path / "z.gpkg", list(polygons.values()), names=list(polygons))
    read = read_zones(layer, None, None, grid())
    result = zonal.zonal_sums([(path, (1,))], grid(), read.zones)
    figures = {zone.name: result.figures(k, 0, 10) for k, zone in enumerate(read.zones)}
    assert set(figures) == {"small", "parts", "bow tie", "over the small", "outside"}
    for name in ("small", "parts", "bow tie", "over the small"):
        assert figures[name].mean == pytest.approx(7.0) and figures[name].code == 3
        assert figures[name].valid == pytest.approx(1)
    assert figures["outside"].valid == 0 and not figures["outside"].known and figures["outside"].code == 255
    area = dict(zip([zone.name for zone in read.zones], result.areas))
    assert area["small"] < 1 and area["parts"] == pytest.approx(4) and area["bow tie"] == pytest.approx(8)
    assert result.overlap == pytest.approx(area["small"])
    text = " ".join(read.remarks)
    assert "invalid geometry" in text and "without a geometry" in text and "not polygons" in text


def test_zones_come_in_any_crs_with_named_fields_and_doubled_names(tmp_path):
    to = osr.CoordinateTransformation(*(_reference(code) for code in (6933, 4326)))
    polygon = ogr.CreateGeometryFromWkt(f"POLYGON(({metres([(2, 2), (8, 2), (8, 8), (2, 8), (2, 2)])}))")
    polygon.Segmentize(50)
    polygon.Transform(to)
    path = write_zones(tmp_path / "z.gpkg", [polygon.ExportToWkt()] * 2, "EPSG:4326", ["Nord", "Nord"])
    read = read_zones(path, "districts", "name", grid())
    assert [zone.name for zone in read.zones] == ["Nord", "Nord (2)"]
    assert zonal.zone_area(read.zones[0], grid()) == pytest.approx(36, abs=1e-4)
    with pytest.raises(InputError, match="no field 'other'.*number, name"):
        read_zones(path, None, "other", grid())


def _reference(code):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def test_zones_without_crs_or_polygons_or_file_are_refused_in_one_sentence(tmp_path):
    polygon = f"POLYGON(({metres([(2, 2), (8, 2), (8, 8), (2, 2)])}))"
    with pytest.raises(InputError, match="have no CRS"):
        read_zones(write_zones(tmp_path / "a.gpkg", [polygon], None), None, None, grid())
    with pytest.raises(InputError, match="hold no polygon"):
        read_zones(write_zones(tmp_path / "b.gpkg", [None]), None, None, grid())
    with pytest.raises(InputError, match="can't be read as a vector"):
        read_zones(str(tmp_path / "none.gpkg"), None, None, grid())


def test_the_interval_of_a_percentile_equals_wilsons_and_narrows_with_years():
    # Brown, Cai & DasGupta 2001: p = 0.1, n = 20, 90 %: solved by hand from (p^ - p)^2 = z^2 p (1 - p) / n
    low, high = zonal.interval_of_percentile(10.0, 20)
    for bound in (low / 100, high / 100):
        assert (0.1 - bound) ** 2 == pytest.approx(2.705543 * bound * (1 - bound) / 20, rel=1e-5)
    wide, narrow = (np.ptp(zonal.interval_of_percentile(10.0, n)) for n in (5, 40))
    assert wide > 2 * narrow


def test_spells_begin_end_and_outlast_missing_dates():
    found = spells([0, 1, 2, 255, 4, 1, 0, 2, 2])
    assert [(s.first, s.last, s.ended, s.worst) for s in found] == [(2, 4, 5, 4), (7, 8, None, 2)]
    assert spells([0, 1, 255]) == []
