"""Validate Against Stations with the fields of its options and outputs as keywords."""
from dataclasses import fields

from smdownscale_plugin.jobs.validate_stations import (
    StationValidationOptions,
    StationValidationOutputs,
    validate_stations,
)
from smdownscale_plugin.monitor import SILENT


def validated(rasters, stations, monitor=SILENT, **given):
    """The job's result."""
    outputs = {field.name: given.pop(field.name) for field in fields(StationValidationOutputs) if field.name in given}
    return validate_stations(rasters, stations, StationValidationOptions(**given), StationValidationOutputs(**outputs),
                             monitor)
