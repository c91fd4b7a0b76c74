"""Where stations are to each other: those close together know each other's soil moisture."""
import numpy as np

from ..scaling.sphere import great_circle_km

_KM_OF_A_DEGREE = 111.195      # of a great circle


def on_a_plane(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """(stations, 2) kilometres eastward and southward, true to scale at the middle latitude."""
    east = _KM_OF_A_DEGREE * np.cos(np.radians(np.median(latitude))) * longitude
    return np.stack([east, -_KM_OF_A_DEGREE * latitude], 1)


def neighbourhoods(longitude: np.ndarray, latitude: np.ndarray, within_km: float) -> np.ndarray:
    """(stations,) number of the neighbourhood: stations that a chain of steps of at most so many kilometres links."""
    group = np.arange(len(longitude))
    for k in range(len(longitude)):
        near = great_circle_km(longitude[k], latitude[k], longitude, latitude) <= within_km
        for other in np.unique(group[near]):
            group[group == other] = group[near].min()
    return np.unique(group, return_inverse=True)[1].ravel()
