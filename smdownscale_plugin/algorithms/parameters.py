"""Parameters and outputs of the toolbox, one short call each; help is mandatory.

Only plain Processing parameters: custom widgets can't be chained in the graphical modeler. `algorithms.values` turns
each of them into a plain value (paths, numbers, strings) before the job is called.
"""
from typing import Optional, Sequence

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputFile,
    QgsProcessingOutputMultipleLayers,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..qgis_compat import several_choices
from .unopened import UnopenedRaster, UnopenedRasters

KEEP_FOLDERS = "keep_folders"      # key of a parameter's metadata, for `algorithms.values`
LIST_WIDGET = {"widget_wrapper": {"class": "smdownscale_plugin.algorithms.list_widgets.ListOfFiles"}}
_COLUMNS = 4                       # of check boxes in a dialog
MOST_LOADED = 366                  # rasters of a list that are opened in QGIS: a year of days


def tr(text: str) -> str:
    """Text in the user's language."""
    return QCoreApplication.translate("SmDownscale", text)


def advanced(definition: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """The same parameter, shown among the advanced ones."""
    definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return definition


# --- inputs: plain value -----------------------------------------------------------------------------------------

def rasters(name, title, help, optional=False, advanced=False, containers=False):
    """Several rasters; folders may stand in the list (their *.tif). Value: list of paths, [] when not given.

    containers: HDF and netCDF files count too; folders stay in the value, for the job to look into.
    """
    definition = UnopenedRasters(name, tr(title), QgsProcessing.SourceType.TypeRaster, None, optional)
    definition.setMetadata(LIST_WIDGET)
    if containers:
        definition.setMetadata({**LIST_WIDGET, KEEP_FOLDERS: True})
        return _finish(definition, help, advanced, tr("Rasters, or folders of them (*.tif, *.hdf, *.h5, *.nc)."))
    return _finish(definition, help, advanced, tr("Rasters, or folders of GeoTIFFs (*.tif)."))


def raster(name, title, help, optional=False, advanced=False):
    """One raster. Value: its path, None when not given."""
    return _finish(UnopenedRaster(name, tr(title), None, optional), help, advanced)


def files(name, title, help, optional=False, advanced=False):
    """Files or folders, in any mix. Value: list of paths as they were given (folders not expanded)."""
    definition = QgsProcessingParameterMultipleLayers(
        name, tr(title), QgsProcessing.SourceType.TypeFile, None, optional)
    definition.setMetadata(LIST_WIDGET)
    return _finish(definition, help, advanced)


def file(name, title, help, extension="", optional=False, advanced=False):
    """One file. Value: its path, None when not given."""
    definition = QgsProcessingParameterFile(
        name, tr(title), QgsProcessingParameterFile.Behavior.File, extension, None, optional)
    return _finish(definition, help, advanced)


def model_file(name="MODEL", title="Model", help="Model file (.smdm) of Train Model or Train on Stations.",
               optional=False):
    """A model file. Value: its path."""
    return file(name, title, help, extension="smdm", optional=optional)


def features(name, title, help, types=(QgsProcessing.SourceType.TypeVectorPolygon,), optional=False, advanced=False):
    """A vector layer. Value: `LayerPath(path, layer)` that OGR opens; None when not given."""
    definition = QgsProcessingParameterFeatureSource(name, tr(title), [int(t) for t in types], None, optional)
    return _finish(definition, help, advanced)


def enum(name, title, help, options: Sequence[str], default=None, several=False, optional=False, advanced=False):
    """A choice among static strings, all of them named in the help. Value: a string, or a list when `several`."""
    definition = QgsProcessingParameterEnum(
        name, tr(title), options=list(options), allowMultiple=several, optional=optional,
        defaultValue=list(default) if several and default else default,
        usesStaticStrings=True)
    if several:
        definition.setMetadata(several_choices(_COLUMNS))
    return _finish(definition, help, advanced, choices_named(definition))


def choices_named(definition: QgsProcessingParameterEnum) -> str:
    """The sentence at the end of a choice's help that names its options."""
    named = tr("Any of: {}.") if definition.allowMultiple() else tr("One of: {}.")
    return named.format(", ".join(definition.options()))


def number(name, title, help, default: Optional[float] = None, minimum=None, maximum=None, optional=False,
           advanced=False):
    """A decimal number. Value: float, None when optional and not given."""
    return _number(QgsProcessingParameterNumber.Type.Double, name, title, help, default, minimum, maximum, optional,
                   advanced)


def integer(name, title, help, default: Optional[int] = None, minimum=None, maximum=None, optional=False,
            advanced=False):
    """A whole number. Value: int, None when optional and not given."""
    return _number(QgsProcessingParameterNumber.Type.Integer, name, title, help, default, minimum, maximum, optional,
                   advanced)


def text(name, title, help, default=None, optional=False, multiline=False, advanced=False):
    """A text. Value: str, None when empty."""
    return _finish(QgsProcessingParameterString(name, tr(title), default, multiline, optional), help, advanced)


def date(name, title, help, optional=False, advanced=False):
    """A day, picked from a calendar. Value: ISO 8601 text, as scripts give it; None when empty."""
    definition = QgsProcessingParameterDateTime(
        name, tr(title), QgsProcessingParameterDateTime.Type.Date, None, optional)
    return _finish(definition, help, advanced)


def field(name, title, help, parent, optional=False, advanced=False):
    """A field of the vector layer `parent`, picked from a list. Value: its name, None when empty."""
    definition = QgsProcessingParameterField(name, tr(title), None, parent, optional=optional)
    return _finish(definition, help, advanced)


def boolean(name, title, help, default=False, advanced=False):
    """Yes or no. Value: bool."""
    return _finish(QgsProcessingParameterBoolean(name, tr(title), default), help, advanced)


def extent(name, title, help, optional=False, advanced=False):
    """A rectangle. Value: `Extent(xmin, ymin, xmax, ymax, crs)`; geographic degrees (EPSG:4326) when no CRS is given
    with it."""
    form = tr("As xmin,xmax,ymin,ymax [EPSG:code]; degrees (EPSG:4326) when no code is given.")
    return _finish(QgsProcessingParameterExtent(name, tr(title), None, optional), help, advanced, form)


def crs(name, title, help, default=None, optional=False, advanced=False):
    """A coordinate reference system. Value: "EPSG:code" or WKT, None when not given."""
    return _finish(QgsProcessingParameterCrs(name, tr(title), default, optional), help, advanced)


def coarse_scale(more=""):
    """COARSE_SCALE: what turns coarse values into m3/m3. more: what else its help says."""
    return number("COARSE_SCALE", "Scale of the coarse product",
                  "Factor, above 0, that converts the coarse values to m3/m3: 0.01 for percent." + more, 1.0, 1e-6, 1e6,
                  advanced=True)


def coarse_band():
    """COARSE_BAND: which band of coarse rasters is soil moisture."""
    return text("COARSE_BAND", "Band of the coarse product",
                "Name or number of the band that holds soil moisture, in coarse rasters with several bands. Default: "
                "the only band, the one called soil_moisture, or every band when all band names are dates.",
                optional=True, advanced=True)


def allow_outside():
    """ALLOW_OUTSIDE: maps although most pixels lie out of the training range."""
    return boolean("ALLOW_OUTSIDE", "Allow conditions outside training",
                   "Make the map even if nearly all of it lies outside the training range of a predictor, or a "
                   "predictor's stated unit differs. Otherwise such maps are refused, as the usual cause is a wrong "
                   "unit or swapped predictors.", False, advanced=True)


def load_results(what="the maps"):
    """LOAD_RESULTS: whether lists of rasters are loaded (list outputs don't load by themselves).

    On, as QGIS opens whatever else a tool writes; nobody sees it on the command line, and the ready-made workflows
    switch it off.
    """
    definition = QgsProcessingParameterBoolean("LOAD_RESULTS", tr("Load results"), True)
    definition.setHelp(tr("Open {} in QGIS when the tool has finished: of each kind the last {} at most. In your own "
                          "models, untick it for steps whose results only the next step needs.").format(
                              tr(what), MOST_LOADED))
    return definition


# --- destinations: path, None when optional and not asked for ------------------------------------------------------
# Optional ones are made when asked for; `by_default`: a dialog asks for them unless the user takes them off.

def raster_destination(name, title, help, optional=False, advanced=False, by_default=False):
    """Where a raster (GeoTIFF) is written; it loads when it is done."""
    definition = QgsProcessingParameterRasterDestination(
        name, tr(title), optional=optional, createByDefault=by_default or not optional)
    return _finish(definition, help, advanced)


def vector_destination(name, title, help, optional=False, advanced=False,
                       kind=QgsProcessing.SourceType.TypeVectorAnyGeometry, by_default=False):
    """Where a vector layer (GeoPackage by default) is written; it loads when it is done."""
    definition = QgsProcessingParameterVectorDestination(
        name, tr(title), kind, optional=optional, createByDefault=by_default or not optional)
    return _finish(definition, help, advanced)


def table_destination(name, title, help, optional=False, advanced=False, by_default=False):
    """Where a table (CSV by default, or GeoPackage) is written; it loads when it is done."""
    return vector_destination(name, title, help, optional, advanced, QgsProcessing.SourceType.TypeVector, by_default)


def file_destination(name, title, help, extension, optional=False, advanced=False, by_default=False):
    """Where another file is written, e.g. extension="smdm"; "html" makes a report for the result viewer."""
    label = {"html": tr("HTML report"), "smdm": tr("Model file")}.get(extension, extension.upper())
    opens = [tr("One HTML file that opens in any browser, offline.")] if extension == "html" else []
    definition = QgsProcessingParameterFileDestination(
        name, tr(title), f"{label} (*.{extension})", optional=optional,
        createByDefault=by_default or not optional)
    return _finish(definition, help, advanced, *opens)


def report_destination(help, title="Report", name="REPORT", by_default=True):
    """An optional HTML report, on in dialogs. title: says of what, as QGIS lists the reports of all tools together."""
    return file_destination(name, title, help, "html", optional=True, by_default=by_default)


def folder_destination(name, title, help, optional=False, advanced=False):
    """A folder for many files; declare a list output (`rasters_output`) beside it."""
    definition = QgsProcessingParameterFolderDestination(
        name, tr(title), optional=optional, createByDefault=not optional)
    return _finish(definition, help, advanced)


# --- outputs that are not destinations ------------------------------------------------------------------------------

def rasters_output(name, title):
    """A list of rasters that another tool takes as its list input."""
    return QgsProcessingOutputMultipleLayers(name, tr(title))


def number_output(name, title):
    """A number that a model may branch on."""
    return QgsProcessingOutputNumber(name, tr(title))


def file_output(name, title):
    """A file that isn't a destination of its own."""
    return QgsProcessingOutputFile(name, tr(title))


def vector_output(name, title):
    """A vector layer that isn't a destination of its own."""
    return QgsProcessingOutputVectorLayer(name, tr(title))


def text_output(name, title):
    """A text."""
    return QgsProcessingOutputString(name, tr(title))


def _number(kind, name, title, help, default, minimum, maximum, optional, advanced):
    limits = {key: value for key, value in (("minValue", minimum), ("maxValue", maximum)) if value is not None}
    definition = QgsProcessingParameterNumber(
        name, tr(title), type=kind, defaultValue=default, optional=optional, **limits)
    return _finish(definition, help, advanced)


def _finish(definition, help_text, is_advanced, *more):
    """Help and flags; more: sentences after the help, translated already."""
    if not help_text.strip():
        raise ValueError(f"parameter {definition.name()} has no help")
    text = tr(help_text.strip())
    definition.setHelp(("\n" if "\n" in text else " ").join((text, *more)))     # after a list, on a line of its own
    return advanced(definition) if is_advanced else definition


def known_numbers(**values):
    """Results of number outputs less those that are unknown (NaN): a missing number is better than a wrong one."""
    return {name: value for name, value in values.items() if value == value}
