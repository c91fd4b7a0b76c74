"""Usual names of the columns that every table of stations has, the preferred one first."""
from typing import Dict, List, Mapping, Tuple

STATION = ("station", "site", "station_id", "site_id")
LATITUDE = ("latitude", "lat")
LONGITUDE = ("longitude", "lon", "long")
SOIL_MOISTURE = ("soil_moisture", "sm", "sm5", "vwc")
_OF_READINGS: Dict[str, Tuple[str, ...]] = {
    "station": STATION, "latitude": LATITUDE, "longitude": LONGITUDE, "soil_moisture": SOIL_MOISTURE,
    "time": ("time", "datetime", "timestamp", "date"), "depth_from": ("depth_from", "depth"),
}


def under_our_names(titles: List[str], ours: Mapping[str, str]) -> List[str]:
    """Titles of the columns of a table of readings, in lower case, with our name where one has it.

    ours: our name by title (lower case), as the user says; a usual name counts where no column has our own name, and
    the preferred one where there are several.
    """
    names = [ours.get(title.lower(), title.lower()) for title in titles]
    for name, usual in _OF_READINGS.items():
        found = next((other for other in usual if other in names), name)
        if found != name and not (name == "depth_from" and "depth_to" in names):
            names[names.index(found)] = name
    return names
