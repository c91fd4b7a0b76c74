"""The situations: what differs from the base world, each a way in which a downscaling method can do harm."""
from dataclasses import dataclass, field, replace
from typing import Any, Dict, Tuple


@dataclass(frozen=True)
class Situation:
    """One kind of world; the defaults are the base.

    cells: coarse cells along a side; ratio: fine pixels along a cell; pixel_m: size of a pixel, metres; dates: months
    from March on; coarse_noise: m3/m3; footprint_cells: full width at half maximum of what the product sees, in cells
    (0: the cell's mean); stated: whether the files name that footprint; predictor_noise: factor on all errors;
    persistent, striped, correlated: kind of those errors; rain: `fronts` or `orographic`; texture: share of the truth's
    variance inside cells that is left; within: 1, or -1 where relations inside a cell are opposite to those between
    cells; signal: False where predictors know nothing; useless: layers of mere texture; static_only: no dated
    predictor; only: names of the predictors that are given (all without); structure: `same`, `patchy`, where vegetation
    follows parcels that have nothing to do with moisture, or `parcels rule`, where land cover moves NDVI inside cells
    far more than moisture does;
    options: of Train Model, where not its defaults.
    """

    cells: int = 22
    ratio: int = 9
    pixel_m: float = 1000.0
    dates: int = 8
    coarse_noise: float = 0.02
    footprint_cells: float = 0.0
    stated: bool = True
    predictor_noise: float = 1.0
    persistent: bool = False
    striped: bool = False
    correlated: bool = False
    rain: str = "fronts"
    texture: float = 1.0
    within: int = 1
    signal: bool = True
    regimes: bool = False
    switching: bool = False
    irrigated: bool = False
    useless: int = 0
    static_only: bool = False
    only: Tuple[str, ...] = ()
    cloudy: float = 0.0
    coarse_rain: int = 5
    structure: str = "same"
    options: Dict[str, Any] = field(default_factory=dict)


BASE = Situation()
FINE = replace(BASE, cells=10, ratio=100, pixel_m=90.0, dates=1)
_FOOTPRINT_KM = 33.0
_SMAP = _FOOTPRINT_KM / 9.0

SITUATIONS: Dict[str, Situation] = {
    "base": BASE,
    "clean product": replace(BASE, coarse_noise=0.003),
    "orographic": replace(BASE, rain="orographic"),
    "smooth truth": replace(BASE, texture=0.05),
    "opposite within": replace(BASE, within=-1),
    "no signal": replace(BASE, signal=False),
    "regimes": replace(BASE, regimes=True),
    "switching fields": replace(BASE, switching=True),
    "irrigated": replace(BASE, irrigated=True),
    "useless layers, one date": replace(BASE, useless=20, dates=1),
    "12 x 12 cells, one date": replace(BASE, cells=12, dates=1),
    "two dates": replace(BASE, dates=2),
    "persistent noise": replace(BASE, persistent=True),
    "striped noise": replace(BASE, striped=True),
    "correlated noise": replace(BASE, correlated=True),
    "noise doubled": replace(BASE, predictor_noise=2.0),
    "static predictors only": replace(BASE, static_only=True),
    "clouds": replace(BASE, cloudy=0.3),
    "rain as coarse as a cell": replace(BASE, coarse_rain=9),
    "33 km footprint": replace(BASE, footprint_cells=_SMAP),
    "33 km footprint, not stated": replace(BASE, footprint_cells=_SMAP, stated=False),
    "cell mean, 33 km stated": replace(BASE, options={"footprint_km": _FOOTPRINT_KM}),
    "4 x 4 pixels a cell": replace(BASE, ratio=4),
    "30 m in 9 km, same structure": replace(BASE, cells=8, ratio=300, pixel_m=30.0, dates=1),
    "30 m in 9 km, patchy": replace(BASE, cells=8, ratio=300, pixel_m=30.0, dates=1, structure="patchy"),
    "90 m in 9 km, same structure": replace(FINE, predictor_noise=0.3),
    "90 m in 9 km, parcels rule": replace(FINE, structure="parcels rule"),
    "90 m in 9 km, parcels rule NDVI alone": replace(FINE, structure="parcels rule", only=("ndvi",), texture=0.5),
}
