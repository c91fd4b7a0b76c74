"""Distances on the Earth, taken as the sphere of the same area (authalic)."""
import numpy as np

EARTH_RADIUS_KM = 6371.0072


def great_circle_km(longitude: np.ndarray, latitude: np.ndarray, longitudes: np.ndarray,
                    latitudes: np.ndarray) -> np.ndarray:
    """Distances in kilometres between places in degrees, which broadcast (haversine; 0.3 % from the ellipsoid's)."""
    lon1, lat1, lon2, lat2 = (np.radians(angle) for angle in (longitude, latitude, longitudes, latitudes))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
