"""Predictors that a model derives for the date of a map or a reading: the time of the year, the coarse product."""
import numpy as np

SINE, COSINE = "day_of_year_sin", "day_of_year_cos"
COARSE = "coarse_soil_moisture"
_YEAR = 365.25


def year_angle(days: np.ndarray) -> np.ndarray:
    """Angle of the time of the year, radians, of days since 1970: a full circle in 365.25 days."""
    return 2 * np.pi * day_of_year(days) / _YEAR


def day_of_year(days: np.ndarray) -> np.ndarray:
    """Day of the year, 1 to 366, of days since 1970."""
    moments = days.astype("datetime64[D]")
    return (moments - moments.astype("datetime64[Y]").astype("datetime64[D]")).astype(int) + 1
