"""Google Earth Engine as a provider: the only place where its images meet grids, steps and tiles."""
import time
from pathlib import Path
from typing import Any, Callable, Iterable, List, Optional, Sequence

import numpy as np

from ...fetching.catalogue import Catalogue, CataloguePredictor, DataSet, read_catalogue
from ...fetching.fetch_grids import degrees_of, metres_per_cell
from ...fetching.inventory import Inventory
from ...fetching.provider import Provider, SourceLayer, Spans
from ...fetching.tiles import Limits
from ...fetching.trouble import Trouble
from ...fetching.workers import Workers
from ...monitor import SILENT, Monitor
from ...rasters.grid import Grid
from ...rasters.period import Period
from ...rasters.windows import Window
from .image_listing import take_inventory
from .images import Composer, stacked
from .pixels import fetch_tile, largest_answer
from .problems import EarthEngineError, SignInError, explained
from .session import Access, EarthEngineSession, connect
from .sign_in import STEPS, sign_in
from .smap import copied_cells

CATALOGUE = Path(__file__).with_name("catalogue.json")
# The server takes 48 MiB a request and counts a byte of mask per band and pixel; we ask for less at once.
LIMITS = Limits(tile_bytes=8 * 1024 * 1024, side=32_768, bands=1024, pixel_bytes=4 + 1)
_SIGN_IN = 5              # requests of signing in, and one for SMAP's grid
_SUM = 42


class EarthEngine(Provider):
    """Earth Engine for one account; signs in when first asked for anything that needs it."""

    title = "Google Earth Engine"

    def __init__(self, access: Access = Access(), limits: Limits = LIMITS):
        self.limits = limits
        self._access = access
        self._session: Optional[EarthEngineSession] = None
        self._region = None

    @property
    def catalogue(self) -> Catalogue:
        """Its data sets, from `catalogue.json`."""
        return read_catalogue(str(CATALOGUE))

    def connect(self, monitor: Monitor) -> str:
        """Sign in. Raises MissingPackageError without the client, EarthEngineError with what to do."""
        session = self._connected(monitor)
        return f"Signed in to Earth Engine as {session.account}, project {session.project}."

    def check(self, monitor: Monitor) -> str:
        """One line (more with the server's warnings): that it works, as whom, with which project, how fast."""
        monitor.at(0.0, "Signing in")
        try:
            session = self._connected(monitor)
        except SignInError:
            for step in STEPS:
                monitor.info(step)
            raise
        monitor.at(0.5, "Asking for a sum")
        ee, begin = session.ee, time.monotonic()
        answer = session.ask(lambda: ee.data.computeValue(ee.Number(_SUM - 1).add(1)), "a test sum", monitor)
        if answer != _SUM:
            raise EarthEngineError(f"Earth Engine answered {answer!r} to a test sum, not {_SUM}; is "
                                   f"{session.address} its address?")
        line = (f"Earth Engine works: as {session.account}, with the project {session.project} (client "
                f"{ee.__version__}, {session.address}, {time.monotonic() - begin:.1f} s for a small request).")
        return "\n".join([line, *self.notices()])

    def sign_in(self, open_browser: Callable[[str], Any], monitor: Monitor) -> None:
        """Let a person sign in in the browser. Raises SignInError, Cancelled."""
        monitor.info(sign_in(open_browser, monitor))
        self._session = None

    def estimate(self, data_sets: Iterable[DataSet]) -> int:
        """One request per asset that has dates, and some for signing in."""
        return sum(len(data_set.assets) for data_set in data_sets if data_set.sampling != "static") + _SIGN_IN

    def inventory(self, spans: Spans, area: Grid, monitor: Monitor) -> Inventory:
        """Images over an area. Raises EarthEngineError when a data set is there in no asset."""
        session = self._connected(monitor)
        self._region = session.ee.Geometry.BBox(*degrees_of(area))
        return take_inventory(session, spans, self._region, monitor)

    def layer(self, predictor: CataloguePredictor, period: Period, grid: Grid,
              inventory: Inventory) -> Optional[SourceLayer]:
        """A predictor in a step as an expression; nothing is sent."""
        composer = self._composer(grid, inventory)
        build = composer.timeless if predictor.data_set.timeless else composer.of_step
        return build(predictor, period)

    def looks(self, predictor: CataloguePredictor, period: Period, grid: Grid,
              inventory: Inventory) -> Optional[SourceLayer]:
        """Valid images of a step, less those whose errors repeat each other's; None where there is one image."""
        return self._composer(grid, inventory).looks(predictor, period)

    def read(self, layers: Sequence[SourceLayer], grid: Grid, window: Window) -> np.ndarray:
        """A tile of some layers: one request."""
        names, session = [layer.name for layer in layers], self._connected(SILENT)
        with session.transport.at_most(largest_answer(window, len(names))):
            return fetch_tile(session.ee, stacked(layers), grid, window, names)

    def copied_cells(self, product: CataloguePredictor, cells: Grid, inventory: Inventory,
                     monitor: Monitor) -> Optional[np.ndarray]:
        """Cells of SMAP's grid that got a neighbour's value when it was resampled; one request for its grid."""
        images = inventory.of(product.data_set)
        if not images:
            return None
        session = self._connected(monitor)
        projection = session.ee.Image(images[0].id).select([product.band]).projection()

        def ask():
            answer = session.ee.data.computeValue(projection)
            return answer.get("crs") or answer["wkt"], [float(number) for number in answer["transform"]]
        return copied_cells(cells, *session.ask(ask, images[0].id, monitor))

    def explain(self, problem: BaseException, what: str = "") -> Trouble:
        """A problem in one sentence; what passes by itself, and what is too much for the server."""
        return explained(problem, what, self._session.project if self._session else self._access.project)

    def workers(self) -> Workers:
        """Eight threads, which give up their requests when a run ends early."""
        return self._connected(SILENT).workers()

    def notices(self) -> List[str]:
        """The server's warnings of quota."""
        return self._connected(SILENT).transport.notices()

    def _composer(self, grid, inventory) -> Composer:
        return Composer(self._connected(SILENT).ee, inventory, self._region, metres_per_cell(grid))

    def _connected(self, monitor: Monitor) -> EarthEngineSession:
        if self._session is None:
            self._session = connect(self._access, monitor)
        return self._session
