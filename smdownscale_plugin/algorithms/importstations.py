"""Import Stations: soil-moisture stations of networks, archives and tables to one GeoPackage."""
from qgis.core import QgsProcessing

from ..jobs.import_stations import FORMATS, StationImportOptions, import_stations
from ..stations.area import Area
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class ImportStations(SmDownscaleAlgorithm):
    """The tool `importstations`."""

    ID = "importstations"
    TITLE = "Import Stations"
    GROUP = Group.DATA
    SUMMARY = (
        "Brings soil-moisture measurements of stations into one GeoPackage: points (stations) and a table "
        "(observations).\n"
        "Reads archives of the International Soil Moisture Network (zip or folder, both layouts), daily and hourly "
        "files of the U.S. Climate Reference Network, CSV tables with one reading per row or one column per "
        "station, and GeoPackages of this tool.\n"
        "Readings are filtered by depth, quality flag, time and extent as they are read; what is left out is "
        "counted. Files that can't be read are named and skipped; archives are read in place, without unpacking.\n"
        "Times are UTC. Only the points open in QGIS; the table stays in the file, as it can be large.")
    TAGS = ("in situ", "ISMN", "USCRN", "sensors", "GeoPackage", "CSV")
    STYLES = {"OUTPUT": Style(None, "Stations", level=9, above=True)}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.files("INPUT", "Station files", "Files, zip archives, or folders with everything in them."),
            p.enum("FORMAT", "Format", "Format of the files; auto recognises each file by its name.", FORMATS, "auto",
                   advanced=True),
            p.number("DEPTH_FROM", "Upper depth (m)", "Keeps sensors wholly below this depth in metres, 0 or more; "
                                                      "sensors of unknown depth are kept too.", 0.0, 0.0),
            p.number("DEPTH_TO", "Lower depth (m)", "Keeps sensors wholly above this depth in metres, such as 0.1 for "
                                                    "surface soil moisture; all depths when "
                                                    "empty.", optional=True, minimum=0.0),
            p.text("FLAGS", "Good quality flags", "Keeps readings with exactly these flags: G (good) of the ISMN, "
                                                  "several as G;U, or all. Readings without a flag are kept too.", "G"),
            p.date("START", "Start", "Readings from this time on, UTC, such as 2020-06-01 or 2020-06-01T06:00Z.",
                   optional=True),
            p.date("END", "End", "Readings before this time, UTC; the time itself is excluded.", optional=True),
            p.extent("EXTENT", "Extent", "Stations inside are kept.", optional=True),
            p.text("COLUMNS", "Columns of tables", "Which column of a CSV is which, when the columns have other names: "
                                                   "time=date, soil_moisture=vwc. Names: station, latitude, longitude, "
                                                   "time, soil_moisture (m3/m3), network, depth_from, depth_to, "
                                                   "elevation (metres), sensor, flag.", optional=True, advanced=True),
            p.features("POINTS", "Places of stations", "Points with a field `station`, for tables without latitude and "
                                                       "longitude. A CSV of places among the station files serves the "
                                                       "same purpose.",
                       types=(QgsProcessing.SourceType.TypeVectorPoint,), optional=True, advanced=True),
            p.vector_destination("OUTPUT", "Stations", "GeoPackage (.gpkg) with points `stations` and the table "
                                 "`observations`.", kind=QgsProcessing.SourceType.TypeVectorPoint),
            p.number_output("N_STATIONS", "Number of stations"),
            p.number_output("N_SENSORS", "Number of sensors"),
            p.number_output("N_VALUES", "Number of readings"),
            p.number_output("N_LEFT_OUT", "Number of files, sensors and readings that were left out"),
        ]

    def perform(self, inputs, monitor):
        """Run the import."""
        extent, points = inputs["EXTENT"], inputs["POINTS"]
        options = StationImportOptions(
            format=inputs["FORMAT"], depth_from=inputs["DEPTH_FROM"], depth_to=inputs["DEPTH_TO"],
            flags=inputs["FLAGS"], start=inputs["START"], end=inputs["END"], area=Area(*extent) if extent else None,
            columns=inputs["COLUMNS"], points=tuple(points) if points else None)
        done = import_stations(inputs["INPUT"], inputs["OUTPUT"], options, monitor)
        return {"N_STATIONS": done.n_stations, "N_SENSORS": done.n_sensors, "N_VALUES": done.n_values,
                "N_LEFT_OUT": sum(done.left_out.values())}
