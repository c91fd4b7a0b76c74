"""Tiles: whole-pixel windows of a grid, each small enough for one request; and their cost before anything is asked."""
from dataclasses import dataclass
from typing import List

from ..rasters.grid import Grid
from ..rasters.windows import Window, windows

_MULTIPLE = 16


@dataclass(frozen=True)
class Limits:
    """What a provider bears in one request: bytes (eight of them at once must fit into memory), side, bands.

    pixel_bytes: bytes that it counts for a pixel of one band.
    """

    tile_bytes: int = 8 * 1024 * 1024
    side: int = 32_768
    bands: int = 1024
    pixel_bytes: int = 4

    def tile_side(self, bands: int) -> int:
        """Side of a square tile in pixels: a multiple of 16 within the limits."""
        side = int((self.tile_bytes / (bands * self.pixel_bytes)) ** 0.5)
        return max(1, min(self.side, side // _MULTIPLE * _MULTIPLE or side))

    def bytes_of(self, window: Window, bands: int) -> int:
        """What the provider counts for a tile."""
        return window.width * window.height * bands * self.pixel_bytes


def plan_tiles(grid: Grid, bands: int, limits: Limits) -> List[Window]:
    """Windows that cover the grid exactly once, each within the limits of a request."""
    if bands > limits.bands:
        raise ValueError(f"{bands} bands: a request may hold at most {limits.bands}")
    side = limits.tile_side(bands)
    return windows(grid.shape, (side, side))


def quarters(window: Window) -> List[Window]:
    """The window in four (two for a single row or column, none for a single pixel)."""
    if window.width * window.height == 1:
        return []
    w, h = -(-window.width // 2), -(-window.height // 2)
    parts = windows(window.shape, (w, h))
    return [Window(window.column + p.column, window.row + p.row, p.width, p.height) for p in parts]


@dataclass(frozen=True)
class Cost:
    """What a fetch takes: requests, bytes over the network, bytes of memory at most, bytes on disk when done."""

    requests: int
    network: int
    memory: int
    disk: int

    def text(self) -> str:
        """One line for the log."""
        def mb(number: float) -> str:
            return f"{number / 1e6:.0f} MB" if number >= 1e7 else f"{number / 1e6:.1f} MB"
        return (f"at most {self.requests} requests, {mb(self.network)} to fetch, {mb(self.disk)} on disk before "
                f"compression, about {mb(self.memory)} of memory")
