"""What the products are called, and where in their files soil moisture, its quality and its time are."""
import re
from dataclasses import dataclass
from typing import Optional, Tuple

AUTO = "auto"
GLOBAL, LISTS, PATCH, DEGREES = "global", "lists", "patch", "degrees"


@dataclass(frozen=True)
class Field:
    """One soil moisture field of a product.

    variable: its name as VARIABLE; group, suffix: where it is and how array names there end; array, quality,
    seconds: names less the suffix (quality, seconds '' where there are none); grid: EASE-Grid name, '' for degrees;
    scale: factor to m3/m3; old_group: the group's name in old versions.
    """

    variable: str
    group: str
    array: str
    grid: str
    suffix: str = ""
    quality: str = "retrieval_qual_flag"
    seconds: str = "tb_time_seconds"
    scale: float = 1.0
    old_group: str = ""


@dataclass(frozen=True)
class ProductLayout:
    """One product: its short name, what its files are called, how cells are placed, and its fields (first: `auto`)."""

    product: str
    file_name: str
    placing: str
    fields: Tuple[Field, ...]
    span_hours: Optional[float] = None    # length of time that one granule stands for; None: as the granule says
    time_is_middle: bool = False

    def field(self, variable: str) -> Optional[Field]:
        """The field called `variable` (or the first one for `auto`); None when the product has none."""
        if variable == AUTO:
            return self.fields[0]
        return next((f for f in self.fields if f.variable == variable), None)

    def named(self, file_name: str) -> bool:
        """Whether a file is called like this product's."""
        return re.match(self.file_name, file_name) is not None


def _daily(grid):
    return (Field("soil_moisture_am", "/Soil_Moisture_Retrieval_Data_AM", "soil_moisture", grid,
                  old_group="/Soil_Moisture_Retrieval_Data"),
            Field("soil_moisture_pm", "/Soil_Moisture_Retrieval_Data_PM", "soil_moisture", grid, "_pm"))


def _half_orbit(grid):
    return (Field("soil_moisture", "/Soil_Moisture_Retrieval_Data", "soil_moisture", grid),)


def _model(*arrays):
    return tuple(Field(a, "/Geophysical_Data", a, "M09", quality="", seconds="") for a in arrays)


def _sentinel(*kilometres):
    return tuple(Field(f"soil_moisture_{km}", f"/Soil_Moisture_Retrieval_Data_{km}", "soil_moisture", grid, f"_{km}",
                       seconds="spacecraft_overpass_time_seconds") for km, grid in kilometres)


def _lprm(*bands):
    return tuple(Field(f"soil_moisture_{b}", "/", f"soil_moisture_{b}", "", quality="", seconds="", scale=0.01)
                 for b in bands)


LAYOUTS = (
    ProductLayout("SPL3SMP_E", r"SMAP_L3_SM_P_E_\d{8}_", GLOBAL, _daily("M09"), 24),
    ProductLayout("SPL3SMP", r"SMAP_L3_SM_P_\d{8}_", GLOBAL, _daily("M36"), 24),
    ProductLayout("SPL4SMGP", r"SMAP_L4_SM_gph_\d{8}T\d{6}_", GLOBAL,
                  _model("sm_surface", "sm_rootzone", "sm_profile"), 3, True),
    ProductLayout("SPL2SMP_E", r"SMAP_L2_SM_P_E_\d{5}_[AD]_", LISTS, _half_orbit("M09")),
    ProductLayout("SPL2SMP", r"SMAP_L2_SM_P_\d{5}_[AD]_", LISTS, _half_orbit("M36")),
    ProductLayout("SPL2SMAP_S", r"SMAP_L2_SM_SP_", PATCH, _sentinel(("1km", "M01"), ("3km", "M03"))),
    ProductLayout("LPRM_AMSR2", r"LPRM[-_]AMSR2_L3_", DEGREES, _lprm("c1", "c2", "x"), 24),
)
VARIABLES = (AUTO, *dict.fromkeys(f.variable for layout in LAYOUTS for f in layout.fields))
# Bits of the retrieval's quality flag that must be clear: 0 "recommended" (0 and 8 are both good), 2 "succeeded".
QUALITIES = {"recommended": 1, "successful": 4}
