"""What others do: trained on means of cells, applied to pixels, whatever the product's footprint; and the ceiling."""
import numpy as np
from lightgbm import LGBMRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from smdownscale_plugin.rasters.windows import whole
from smdownscale_plugin.scaling.interpolation import bilinear, nearest

from .case import Case


def boosting(threads: int, **more) -> LGBMRegressor:
    """LightGBM as in the ceiling's recipe: 400 trees, 31 leaves, rate .04."""
    return LGBMRegressor(n_estimators=400, num_leaves=31, learning_rate=0.04, random_state=0, n_jobs=threads,
                         verbose=-1, deterministic=True, force_row_wise=True, **more)


def forest(threads: int) -> RandomForestRegressor:
    """Random forest as published: scikit-learn's defaults."""
    return RandomForestRegressor(100, random_state=0, n_jobs=threads)


def ridge():
    """Ridge on standardised predictors."""
    return make_pipeline(StandardScaler(), Ridge(1.0))


def from_cell_means(case: Case, model) -> np.ndarray:
    """Fit on cell means of the predictors, predict pixels (dates, h, w)."""
    x, y = [], []
    for fine, coarse in zip(case.fine, case.coarse):
        means = case.upscaled(fine)
        used = np.isfinite(means).all(0) & np.isfinite(coarse)
        x.append(means[:, used].T)
        y.append(coarse[used])
    model.fit(np.concatenate(x), np.concatenate(y))
    return predicted(case, model)


def predicted(case: Case, model, extra=None) -> np.ndarray:
    """A model applied to the pixels of all dates (dates, h, w); extra: (dates, h, w), a further column."""
    out = np.full(case.truth.shape, np.nan)
    for k, fine in enumerate(case.fine):
        layers = fine if extra is None else np.concatenate([fine, extra[k][None]])
        valid = np.isfinite(layers).all(0)
        out[k][valid] = model.predict(layers[:, valid].T)
    return out


def with_one_residual_pass(case: Case, estimate: np.ndarray) -> np.ndarray:
    """As pyDMS does: the residual of cell means, bilinearly interpolated, added once."""
    return np.stack([e + np.nan_to_num(bilinear(c - case.upscaled(e[None])[0], case.geometry, whole(e.shape)))
                     for e, c in zip(estimate, case.coarse)])


def ceiling(case: Case, threads: int) -> np.ndarray:
    """What these predictors can tell at all: trained on 120 000 pixels of the fine truth plus bilinear coarse, four
    folds of blocks of seven cells."""
    interpolated = case.interpolated()
    rows, columns = case.geometry.cells(whole(case.fine_grid.shape))
    block = (rows // 7) * 1000 + columns // 7
    numbers = np.unique(block)
    fold = dict(zip(numbers, np.random.default_rng(0).permutation(len(numbers)) % 4))
    fold = np.vectorize(fold.get)(block)
    layers = np.concatenate([case.fine, interpolated[:, None]], 1)
    valid = np.isfinite(layers).all(1) & np.isfinite(case.truth)
    out = np.full(case.truth.shape, np.nan)
    for number in range(4):
        places = np.argwhere(valid & (fold != number))
        chosen = places[np.random.default_rng(number).permutation(len(places))[:120_000 * 3 // 4]]
        d, r, c = chosen.T
        model = boosting(threads).fit(layers[d, :, r, c], case.truth[d, r, c])
        d, r, c = np.nonzero(valid & (fold == number))
        out[d, r, c] = model.predict(layers[d, :, r, c])
    return out


def all_of(case: Case, threads: int):
    """The estimates of all rivals by kind, less the ceiling."""
    trees = from_cell_means(case, forest(threads))
    return {"nearest": case.interpolated(nearest), "bilinear": case.interpolated(bilinear),
            "ridge": from_cell_means(case, ridge()), "forest": trees,
            "forest_one_pass": with_one_residual_pass(case, trees),
            "lightgbm": from_cell_means(case, boosting(threads))}
