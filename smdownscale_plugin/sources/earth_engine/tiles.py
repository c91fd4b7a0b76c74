"""Tiles: whole-pixel windows of a grid, each small enough for one request; and their cost before anything is asked."""
from dataclasses import dataclass
from typing import List

from ...rasters.grid import Grid
from ...rasters.windows import Window, windows

LIMIT_BYTES = 48 * 1024 * 1024      # the server's limit of a request, counting one mask byte per band and pixel
LIMIT_SIDE = 32_768
LIMIT_BANDS = 1024
TILE_BYTES = 8 * 1024 * 1024        # what is asked at once: eight of them, decoded, stay far below 500 MB
PIXEL_BYTES = 4 + 1                 # float32 and its mask
_MULTIPLE = 16


def tile_side(bands: int, limit: int = TILE_BYTES) -> int:
    """Side of a square tile in pixels: a multiple of 16 within `limit` bytes."""
    side = int((limit / (bands * PIXEL_BYTES)) ** 0.5)
    return max(1, min(LIMIT_SIDE, side // _MULTIPLE * _MULTIPLE or side))


def plan_tiles(grid: Grid, bands: int, limit: int = TILE_BYTES) -> List[Window]:
    """Windows that cover the grid exactly once, each within `limit` bytes (and so within the server's)."""
    if bands > LIMIT_BANDS:
        raise ValueError(f"{bands} bands: a request may hold at most {LIMIT_BANDS}")
    side = tile_side(bands, min(limit, LIMIT_BYTES))
    return windows(grid.shape, (side, side))


def quarters(window: Window) -> List[Window]:
    """The window in four (two for a single row or column, none for a single pixel)."""
    if window.width * window.height == 1:
        return []
    w, h = -(-window.width // 2), -(-window.height // 2)
    parts = windows(window.shape, (w, h))
    return [Window(window.column + p.column, window.row + p.row, p.width, p.height) for p in parts]


def request_bytes(window: Window, bands: int) -> int:
    """What the server counts for a tile: values and mask."""
    return window.width * window.height * bands * PIXEL_BYTES


@dataclass(frozen=True)
class Cost:
    """What a fetch takes: requests, bytes over the network, bytes of memory at most, bytes on disk when done."""

    requests: int
    network: int
    memory: int
    disk: int

    def text(self) -> str:
        """One line for the log."""
        def mb(number):
            return f"{number / 1e6:.0f} MB" if number >= 1e7 else f"{number / 1e6:.1f} MB"
        return (f"at most {self.requests} requests, {mb(self.network)} to fetch, {mb(self.disk)} on disk before "
                f"compression, about {mb(self.memory)} of memory")
