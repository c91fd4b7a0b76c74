"""Which products see more than their cell: footprints by product name."""
from typing import Optional

# Full width at half maximum, km. SPL3SMP_E is posted at 9 km but sees about 33 km (its contributing domain);
# L4 is a model on 9 km cells.
FOOTPRINTS_KM = {"SPL3SMP_E": 33.0, "SPL2SMP_E": 33.0, "SPL4SMGP": 0.0}


def footprint_km(given: Optional[float], product: str, declared: Optional[float]):
    """(footprint in km, where it comes from): the user's word, else the raster's FOOTPRINT_KM, else its product's."""
    if given is not None:
        return float(given), "FOOTPRINT_KM"
    if declared is not None:
        return declared, "the coarse raster's metadata FOOTPRINT_KM"
    for name, width in FOOTPRINTS_KM.items():
        if product.upper().startswith(name):
            return width, f"the product {product}"
    return 0.0, "no known product: the mean of the cell"
