"""What a source of data promises, so that everything else of a fetch is written once for all of them."""
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Protocol, Sequence, Tuple

import numpy as np

from ..monitor import Monitor
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.windows import Window
from .catalogue import Catalogue, CataloguePredictor, DataSet
from .inventory import Inventory
from .tiles import Limits
from .trouble import Trouble, plain_trouble
from .workers import Workers

# What is needed of the data sets that have dates: {name: (data set, from when to when)}.
Spans = Mapping[str, Tuple[DataSet, Period]]


@dataclass(frozen=True)
class Account:
    """Who asks: a project and the path of a key file, '' for what the provider finds itself."""

    project: str = ""
    key: str = ""


@dataclass(frozen=True)
class SourceLayer:
    """One predictor in one period on one grid.

    key: what is asked, as text: layers with the same key have the same pixels; content: the provider's own, which
    nobody else looks into; provenance: where it comes from, for the stack's metadata.
    """

    name: str
    key: str
    content: Any = field(repr=False, default=None)
    provenance: Dict[str, Any] = field(default_factory=dict)


class Provider(Protocol):
    """A source of predictors and coarse soil moisture. `check_provider` is this contract as a function.

    A provider inherits from this class: what isn't abstract here has a meaning that fits a source without a network.
    """

    title: str
    limits: Limits = Limits()

    @property
    def catalogue(self) -> Catalogue:
        """What it has. Available without a connection or an optional package."""
        ...

    def connect(self, monitor: Monitor) -> str:
        """Sign in; one line for the log of who is signed in where. Raises SmDownscaleError that says what to do."""
        ...

    def check(self, monitor: Monitor) -> str:
        """Sign in and try the smallest request; a text that says that it works. Raises as `connect` does."""
        return self.connect(monitor)

    def sign_in(self, open_browser: Callable[[str], Any], monitor: Monitor) -> None:
        """Let a person sign in in the browser, where that is how it is done."""
        monitor.info(f"{self.title} needs no sign-in.")

    def estimate(self, data_sets: Iterable[DataSet]) -> int:
        """Requests besides those for tiles, known without a connection."""
        return 0

    def inventory(self, spans: Spans, area: Grid, monitor: Monitor) -> Inventory:
        """Which images of each data set there are in its period over an area."""
        ...

    def layer(self, predictor: CataloguePredictor, period: Period, grid: Grid,
              inventory: Inventory) -> Optional[SourceLayer]:
        """A predictor in a step; of data without dates the state at the period's end. None when there is nothing."""
        ...

    def looks(self, predictor: CataloguePredictor, period: Period, grid: Grid,
              inventory: Inventory) -> Optional[SourceLayer]:
        """How many independent values a step's mean is made of, pixel by pixel; None where that isn't known."""
        return None

    def read(self, layers: Sequence[SourceLayer], grid: Grid, window: Window) -> np.ndarray:
        """(layers, rows, columns) float32 of a window of a grid, NaN where there is no value.

        Called from several threads at once. May raise anything: `explain` says what it means.
        """
        ...

    def copied_cells(self, product: CataloguePredictor, cells: Grid, inventory: Inventory,
                     monitor: Monitor) -> Optional[np.ndarray]:
        """Cells (rows, columns) of SMAP's grid that hold the value of another cell; None where that can't be."""
        return None

    def explain(self, problem: BaseException, what: str = "") -> Trouble:
        """What a problem of `read` means in words, and whether another try or smaller tiles can help."""
        return plain_trouble(problem, what)

    def workers(self) -> Workers:
        """Threads for its requests, as many as it bears."""
        return Workers(self.explain)

    def notices(self) -> List[str]:
        """New warnings of the provider; each comes once."""
        return []
