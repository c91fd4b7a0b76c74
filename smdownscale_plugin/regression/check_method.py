"""The contract of a regression method as a function: for tests, and for whoever writes a method.

    problems = check_method(METHOD, {"n_estimators": 20})      # [] when all is well

Whatever a fit sees of a pixel (itself, its neighbours, the days before), it must save and load without a change, give
the same map in windows as in one piece, keep gaps where they are, and stop when it is cancelled.
"""
import os
import tempfile
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple

import numpy as np

from ..errors import Cancelled, ModelFileError
from ..monitor import SILENT, Monitor
from ..rasters.windows import Window, windows
from ..rasters.windows import whole as whole_window
from ..samples.features import Feature, Features
from .block import Block
from .fit import Fit, RowFit, SequenceFit
from .method import Method
from .model import Model
from .model_file import read_model, write_model
from .rows import Rows

FEATURES = Features((Feature("wet"), Feature("warm"), Feature("cover", "", (1, 2))))
SHAPE = (23, 31)                # of the map that is predicted, in pixels
_ROWS, _VARIABLES = 240, ("rain", "heat")
_SAME = 1e-6                    # of the spread of the predictions: what single precision may lose


class MethodCase:
    """Synthetic rows and a map with a gap, for what a method needs."""

    def __init__(self, method: Method, settings: Mapping[str, Any], samples: Any = None) -> None:
        self.method, self.settings = method, method.checked(settings)
        self.samples = samples if samples is not None else example_rows(method.needs.days_before)

    def fit(self, seed: int = 3, threads: int = 1, monitor: Monitor = SILENT) -> Fit:
        """A fit of the method."""
        return self.method.fit(self.samples, self.settings, seed, threads, monitor)

    def predict(self, fit: Fit, values: np.ndarray, days: Optional[np.ndarray], step: int = max(SHAPE),
                check: Callable = SILENT.check) -> np.ndarray:
        """The map (rows, columns) of predictors (predictors, rows, columns) and days, made in windows of `step`."""
        out = np.full(SHAPE, np.nan)
        for window in windows(SHAPE, (step, step)):
            block = _block(values, days, window, fit.needs.halo)
            predicted = np.full(block.shape[0] * block.shape[1], np.nan)
            predicted[block.pixels] = fit.predict_window(block, check)
            out[window.slices] = predicted.reshape(block.shape)
        return out


def _block(values: np.ndarray, days: Optional[np.ndarray], window: Window, halo: int) -> Block:
    """The block of a window of predictors (predictors, rows, columns) and days."""
    rows, columns = (slice(s.start, s.stop + 2 * halo) for s in window.slices)
    rim = ((0, 0), (halo, halo), (halo, halo))
    padded = np.pad(values, rim, constant_values=np.nan)[:, rows, columns]
    if days is not None:
        days = np.pad(days, ((0, 0), *rim), constant_values=np.nan)[:, :, rows, columns]
    return Block(FEATURES, padded, halo, days)


def example_rows(days: int = 0) -> Rows:
    """Rows whose target follows from the predictors of FEATURES, and from the days before."""
    random = np.random.default_rng(5)
    values = _predictors(random, (_ROWS,))
    x = FEATURES.encode(values).T.copy()
    y = 0.25 + 0.05 * np.tanh(values[0]) - 0.02 * values[1] + 0.01 * (values[2] == 2)
    series = None
    if days:
        series = random.normal(size=(_ROWS, days, len(_VARIABLES))).astype(np.float32)
        y = y + 0.02 * series[:, :, 0].mean(1)
    return Rows(x, y.astype(np.float64), series)


def example_map(days: int = 0) -> Tuple[np.ndarray, Optional[np.ndarray]]:
    """(predictors (3, rows, columns) with a gap, days (days, variables, rows, columns) or None) of SHAPE."""
    random = np.random.default_rng(6)
    values = _predictors(random, SHAPE)
    values[0, 9:12, 14:17] = np.nan
    series = random.normal(size=(days, len(_VARIABLES)) + SHAPE).astype(np.float32) if days else None
    return values, series


def _predictors(random: np.random.Generator, shape: Tuple[int, ...]) -> np.ndarray:
    return np.stack([random.normal(size=shape), random.normal(size=shape),
                     random.integers(1, 3, size=shape)]).astype(np.float32)


def check_method(method: Method, settings: Optional[Mapping[str, Any]] = None, samples: Any = None) -> List[str]:
    """What a method breaks of its contract, a sentence each; [] when nothing.

    settings: to make it quick; samples: to learn from, where rows (and the days before) are not enough; their columns
    are those of FEATURES. Raises whatever fitting raises, MissingPackageError without the method's package.
    """
    case = MethodCase(method, settings or {}, samples)
    fit = case.fit()
    problems = list(_missing(fit))
    if problems:
        return problems
    for check in _CHECKS:
        problems += check(case, fit)
        if problems and check is _values:      # nothing can be compared with such values
            break
    return problems


def _missing(fit: Fit) -> Iterator[str]:
    """What a class of fits has to define and doesn't."""
    for name in ("predict_window", "predict_samples", "predict", "arrays"):
        owner = next((c for c in type(fit).__mro__ if name in vars(c)), None)
        if owner is Fit or (name == "predict" and owner in (RowFit, SequenceFit)):
            yield f"{type(fit).__name__} doesn't define {name}; see its docstring in {owner.__name__}"


def _settings(case: MethodCase, _fit: Fit) -> Iterator[str]:
    for name, setting in case.method.settings.items():
        if not setting.meaning or setting.checked(setting.default, name) != setting.default:
            yield f"the setting {name} lacks a meaning, or its default lies outside its range"


def _needs(case: MethodCase, fit: Fit) -> Iterator[str]:
    if fit.columns != len(FEATURES.columns):
        yield f"the fit says that it has {fit.columns} columns, its rows had {len(FEATURES.columns)}"
    if fit.needs | case.method.needs != case.method.needs:
        yield f"the fit needs {fit.needs}, more than its method says ({case.method.needs})"
    if bool(fit.needs.days_before) != bool(fit.variables):
        yield "the fit looks back on days without variables, or has variables without days"


def _values(case: MethodCase, fit: Fit) -> Iterator[str]:
    values, days = example_map(fit.needs.days_before)
    whole, block = case.predict(fit, values, days), _block(values, days, whole_window(SHAPE), fit.needs.halo)
    before = block.values.copy()
    fit.predict_window(block)
    known = np.isfinite(values).all(0)
    if not np.array_equal(np.isfinite(whole), known):
        yield "pixels whose own predictors are known must get a value, and no others"
    if not np.array_equal(block.values, before, equal_nan=True):
        yield "predicting changes the predictors that it was given"
    if not np.ptp(whole[known]) > 0 or np.corrcoef(fit.predict_samples(case.samples), case.samples.y)[0, 1] < 0.5:
        yield "the fit doesn't follow its own training rows (correlation below 0.5)"


def _windows(case: MethodCase, fit: Fit) -> Iterator[str]:
    values, days = example_map(fit.needs.days_before)
    whole = case.predict(fit, values, days)
    for step in (1, 5, 16):
        difference = np.nanmax(np.abs(case.predict(fit, values, days, step) - whole))
        if difference > _SAME * np.nanstd(whole):
            yield f"the map in windows of {step} pixels differs from the map in one piece by {difference:.1e}"


def _gaps(case: MethodCase, fit: Fit) -> Iterator[str]:
    values, days = example_map(fit.needs.days_before)
    whole, halo = case.predict(fit, values, days), fit.needs.halo
    holed, (row, column) = values.copy(), (SHAPE[0] // 2, SHAPE[1] // 4)
    holed[:, row, column] = np.nan
    changed = case.predict(fit, holed, days)
    rows, columns = np.ogrid[:SHAPE[0], :SHAPE[1]]
    away = np.maximum(np.abs(rows - row), np.abs(columns - column))
    if np.nanmax(np.abs(changed - whole)[away > halo]) > _SAME * np.nanstd(whole):
        yield f"a pixel without predictors changes others that are more than {halo} pixels away"
    if not np.array_equal(np.isfinite(changed), np.isfinite(whole) & (away > 0)):
        yield "a pixel without predictors must stay empty, and its neighbours must not become so"


def _seeds(case: MethodCase, fit: Fit) -> Iterator[str]:
    again = case.fit().arrays()
    for name, array in fit.arrays().items():
        if name not in again or not np.array_equal(array, again[name]):
            yield f"the same rows and seed give other numbers {name!r}"
    other = case.fit(seed=4)
    if not np.isfinite(other.predict_samples(case.samples)).all():
        yield "another seed gives no finite predictions"
    values, days = example_map(fit.needs.days_before)
    two, one = (case.predict(f, values, days) for f in (case.fit(threads=2), fit))
    if np.nanmax(np.abs(two - one)) > 1e-6:
        yield "two threads give another model than one (beyond 1e-6)"


def _model_file(case: MethodCase, fit: Fit) -> Iterator[str]:
    values, days = example_map(fit.needs.days_before)
    with tempfile.TemporaryDirectory(prefix="smdownscale_") as folder:
        path = _written(os.path.join(folder, "model.smdm"), case, fit)
        try:
            loaded = read_model(path).fit
        except ModelFileError as problem:
            yield f"the model can't be read from its own file: {problem}"
            return
        if not np.array_equal(case.predict(loaded, values, days), case.predict(fit, values, days), equal_nan=True):
            yield "the map of the model that was read from its file differs"
        if loaded.needs != fit.needs or _written(path + "2", case, loaded) and not _same_bytes(path, path + "2"):
            yield "the model that was read from its file isn't the one that was written"
        for name, array in fit.arrays().items():
            for what, wrong in _damages(array):
                arrays = {k: v for k, v in {**fit.arrays(), name: wrong}.items() if v is not None}
                if not _refused(path, case, fit, arrays):
                    yield f"a model file whose numbers {name!r} are {what} isn't refused with a ModelFileError"


def _damages(array: np.ndarray) -> Iterable[Tuple[str, Optional[np.ndarray]]]:
    wrong: Dict[str, Optional[np.ndarray]] = {"missing": None, "of one dimension more": array[None],
                                              "empty": array.ravel()[:0]}
    if array.dtype.kind == "f" and array.size:
        wrong["not finite"] = np.full_like(array, np.nan)
    return wrong.items()


def _refused(path: str, case: MethodCase, fit: Fit, arrays: Dict[str, np.ndarray]) -> bool:
    class Damaged(type(fit)):      # type: ignore[misc]
        def __init__(self) -> None:
            self.__dict__.update(fit.__dict__)

        def arrays(self) -> Dict[str, np.ndarray]:
            return arrays
    try:
        read_model(_written(path, case, Damaged()))
    except ModelFileError:
        return True
    return False


def _written(path: str, case: MethodCase, fit: Fit) -> str:
    x = case.samples.x
    about = {"series": list(_VARIABLES[:fit.variables])} if fit.variables else {}
    return write_model(path, Model(fit, FEATURES, np.stack([x.min(0), x.max(0)], 1).astype(float), about))


def _same_bytes(one: str, other: str) -> bool:
    with open(one, "rb") as first, open(other, "rb") as second:
        return first.read() == second.read()


def _cancelling(case: MethodCase, fit: Fit) -> Iterator[str]:
    asked = []

    def cancelled() -> bool:
        asked.append(True)
        return True
    try:
        case.fit(monitor=Monitor(cancelled=cancelled))
        yield "fitting doesn't stop when cancelled"
    except Cancelled:
        if len(asked) > 1:
            yield "fitting goes on after it was cancelled"

    def check() -> None:
        raise Cancelled()
    values, days = example_map(fit.needs.days_before)
    try:
        case.predict(fit, values, days, check=check)
        yield "predicting doesn't call its check"
    except Cancelled:
        return


def _copies(case: MethodCase, _fit: Fit) -> Iterator[str]:
    samples = case.samples
    doubled = samples.some(np.repeat(np.arange(len(samples)), 2))
    fit = case.method.fit(doubled, case.method.for_copies(case.settings, 2), 3, 1, SILENT)
    if not np.isfinite(fit.predict_samples(samples)).all():
        yield "with every row twice, and settings for copies, there are no finite predictions"


_CHECKS = (_settings, _needs, _values, _windows, _gaps, _seeds, _model_file, _cancelling, _copies)
