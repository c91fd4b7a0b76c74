"""Which products see more than their cell: footprints by product name."""
import re
from typing import Optional, Tuple

# Full width at half maximum, km. SPL3SMP_E is posted at 9 km but sees about 33 km (its contributing domain);
# L4 is a model on 9 km cells. AMSR-2 and AMSR-E see ellipses, given here as the circle of the same area: AMSR-2
# 35 x 62 km at 6.9 and 7.3 GHz (C band), 24 x 42 km at 10.7 GHz (X band); AMSR-E 43 x 75 and 29 x 51 km (JAXA's
# tables of the instruments). JAXA's own product (SMC) and LPRM's soil_moisture_x are of X band.
FOOTPRINTS_KM = {r"SPL[23]SMP_E": 33.0, r"SPL4SMGP": 0.0,
                 r".*AMSR[-_ ]?2.*(SMC|10\.[67]|[-_ ]X(\b|_)).*|GW1AM2.*SMC.*": 31.7, r".*AMSR[-_ ]?2|GW1AM2": 46.6,
                 r".*AMSR[-_ ]?E.*(10\.[67]|[-_ ]X(\b|_)).*": 38.5, r".*AMSR[-_ ]?E": 56.8}


def footprint_km(given: Optional[float], product: str, declared: Optional[float]) -> Tuple[float, str]:
    """(footprint in km, where it comes from): the user's word, else the raster's FOOTPRINT_KM, else its product's."""
    if given is not None:
        return float(given), "FOOTPRINT_KM"
    if declared is not None:
        return declared, "the coarse raster's metadata FOOTPRINT_KM"
    for name, width in FOOTPRINTS_KM.items():
        if re.match(name, product.upper()):
            return width, f"the product {product}"
    return 0.0, "no footprint is known for the product"


def known_product(product: str) -> bool:
    """Whether the footprint of a product of this name is known."""
    return any(product.upper().startswith(name) for name in FOOTPRINTS_KM)
