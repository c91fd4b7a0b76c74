"""What Validate Raster and Validate Against Stations ask and give alike."""
from . import parameters as p


def coarse():
    """COARSE and what turns its values into m3/m3."""
    return [
        p.rasters("COARSE", "Coarse soil moisture", "The product that was downscaled, in m3/m3, for the baselines.",
                  optional=True),
        p.coarse_scale(" For COARSE only; the other rasters must be in m3/m3."),
    ]


def validation_numbers(groups: str):
    """Number outputs; groups: what the median of correlations is taken over, such as "dates"."""
    return [
        p.number_output("N_PAIRS", "Number of pairs"),
        p.number_output("R", "Correlation over all pairs"),
        p.number_output("RMSE", "RMSE in m3/m3"),
        p.number_output("UBRMSE", "Unbiased RMSE in m3/m3"),
        p.number_output("BIAS", "Mean difference in m3/m3"),
        p.number_output("MEDIAN_R", f"Median of the {groups}' correlations"),
        p.number_output("SKILL", "Skill over bilinear interpolation of the coarse product"),
    ]


def validation_values(result, **more):
    """Values of the number outputs and of `more`, less those that are undefined."""
    return p.known_numbers(N_PAIRS=result.n_pairs, R=result.r, RMSE=result.rmse, UBRMSE=result.ubrmse,
                           BIAS=result.bias, MEDIAN_R=result.median_r, SKILL=result.skill, **more)
