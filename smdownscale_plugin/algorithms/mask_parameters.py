"""A mask as Build Predictor Stack and the downscaling tools ask for it."""
from ..jobs.map_options import Masking
from . import parameters as p


def mask(where: str, advanced: bool = False):
    """MASK, MASK_RULE and MASK_CONFIRMED. where: what becomes empty."""
    return [
        p.raster("MASK", "Mask",
                 f"Raster of any grid that says which cells become gaps in {where} (water, clouds). Without MASK_RULE: "
                 "the cells where it is zero or nodata, and those outside it. A larger cell is dropped when at least "
                 "half of it is.", optional=True, advanced=advanced),
        p.text("MASK_RULE", "Values to drop", "Which values of the mask are dropped: water > 20, > 0.5, = 11, 80, 90 "
                                              "or != 1. A name in front is a band of the mask. Cells where the mask "
                                              "has no value are kept.", optional=True, advanced=advanced),
        p.boolean("MASK_CONFIRMED", "Accept a mask that drops nearly all cells",
                  "Unless this is ticked, a mask that drops more than 95 % of the cells is refused, as its rule is "
                  "usually the wrong way round.", advanced=True),
    ]


def masking(inputs) -> Masking:
    """Their values, as the jobs take them."""
    return Masking(inputs["MASK"], inputs["MASK_RULE"] or "", inputs["MASK_CONFIRMED"])
