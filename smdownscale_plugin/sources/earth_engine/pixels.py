"""One tile of an image as an array, on exactly the asked cells."""
import io
import re
from typing import Any, Dict, Sequence, Tuple

import numpy as np

from ...rasters.grid import Grid, spatial_reference
from ...rasters.windows import Window
from .images import NODATA
from .problems import Incomplete

# The server is reported to refuse it by code (earthengine-community #971); its WKT says the same.
REFUSED_CODES = ("6933",)
_PAGE = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)


def grid_of(grid: Grid, window: Window) -> Dict[str, Any]:
    """The request's grid for a window: CRS by EPSG code, or as WKT, affine transform, size."""
    part = grid.window(window)
    x0, dx, _, y0, _, dy = part.transform
    code = spatial_reference(grid.crs).GetAuthorityCode(None)
    crs = {"crsCode": f"EPSG:{code}"} if code and code not in REFUSED_CODES else {"crsWkt": grid.crs}
    affine = {"scaleX": dx, "shearX": 0, "translateX": x0, "shearY": 0, "scaleY": dy, "translateY": y0}
    return {"dimensions": {"width": part.width, "height": part.height}, "affineTransform": affine, **crs}


def fetch_tile(ee: Any, image: Any, grid: Grid, window: Window, names: Sequence[str]) -> np.ndarray:
    """(bands, rows, columns) float32 of a window, NaN where there is no value. One request.

    Raises what the client raises, and Incomplete when bands or size aren't those asked for.
    """
    answer = ee.data.computePixels({"expression": image, "fileFormat": "NPY", "grid": grid_of(grid, window)})
    return decoded(answer, window, names)


def largest_answer(window: Window, bands: int) -> int:
    """Bytes that the answer to a tile may hold: its values, twice as wide as they should be, and a header."""
    return window.width * window.height * bands * 8 + 65_536 + 256 * bands


def _announced(stream) -> Tuple[Tuple[int, ...], np.dtype]:
    """Shape and type in the header of a .npy answer: looked at before memory is taken for what it promises."""
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, kind = read(stream)
    if kind.hasobject or kind.itemsize > 16 * max(1, len(kind.names or ())):
        raise ValueError(f"values of type {kind}")
    return shape, kind


def _size(shape) -> str:
    return " x ".join(str(side) for side in shape) + " pixels"


def _what_came(answer: bytes) -> str:
    """What an answer that is no array looks like."""
    if not answer:
        return "nothing came"
    if _PAGE.match(answer):
        return "a web page came in place of data"
    return "what came is cut short or no array"


def decoded(answer: bytes, window: Window, names: Sequence[str]) -> np.ndarray:
    """The server's .npy answer as (bands, rows, columns) float32, NaN where there is no value."""
    stream = io.BytesIO(answer)
    try:
        shape, kind = _announced(stream)
        if shape != window.shape or sorted(kind.names or ()) != sorted(names):
            raise Incomplete(f"{_size(shape)} with the bands {', '.join(kind.names or ()) or 'none'} in place of "
                             f"{_size(window.shape)} with {', '.join(names)}")
        stream.seek(0)
        values = np.load(stream, allow_pickle=False)
        out = np.stack([values[name] for name in names]).astype(np.float32, copy=False)
    except Incomplete:
        raise
    except Exception:    # numpy reads the header as Python: anything may come of another answer
        raise Incomplete(_what_came(answer)) from None
    out[out == NODATA] = np.nan
    return out
