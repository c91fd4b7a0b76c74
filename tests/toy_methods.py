"""Toy methods that look around: a convolution with a halo of four pixels, and one that looks back on five days.

Each is what whoever adds a method writes: a class of fits with its kind, and a Method.
"""
import numpy as np

from smdownscale_plugin.errors import ModelFileError
from smdownscale_plugin.regression import fit
from smdownscale_plugin.regression.context import Context
from smdownscale_plugin.regression.kinds import kind
from smdownscale_plugin.regression.linear import METHOD as LINEAR
from smdownscale_plugin.regression.method import Method
from smdownscale_plugin.regression.rows import Rows

HALO, DAYS = 4, 5


def moving_mean(image, halo):
    """(columns, h, w): mean of the known values among (2 halo + 1) ** 2 neighbours of each pixel of a padded image."""
    known = np.isfinite(image)
    total, count = np.where(known, image, 0.0).astype(float), known.astype(float)
    for axis in (1, 2):
        size = image.shape[axis] - 2 * halo
        total, count = (sum(np.take(a, np.arange(k, k + size), axis) for k in range(2 * halo + 1))
                        for a in (total, count))
    return total / np.maximum(count, 1.0)


class _Coefficients(fit.Fit):
    """Coefficients of a line, and how they are kept."""

    def __init__(self, coefficients, intercept, columns):
        self.coefficients, self.intercept, self.columns = coefficients, float(intercept), columns

    def arrays(self):
        return {"coefficients": self.coefficients, "intercept": np.array([self.intercept])}

    @classmethod
    def from_arrays(cls, arrays, columns):
        coefficients, intercept = (fit.take(arrays, name, 1) for name in ("coefficients", "intercept"))
        if len(coefficients) != columns + cls.variables or len(intercept) != 1:
            raise ModelFileError("The coefficients in the model file don't fit together; train the model again.")
        return cls(coefficients, intercept[0], columns)


@kind("toy_convolution")
class ConvolutionFit(_Coefficients):
    """A line through moving means of the predictors."""

    needs, rows = Context(halo=HALO), None

    def predict_window(self, block, check=lambda: None):
        check()
        smooth = moving_mean(block.image, HALO)
        return block.pick(np.tensordot(self.coefficients, smooth, 1) + self.intercept)

    def predict_samples(self, samples, check=lambda: None):
        return samples.x @ self.coefficients + self.intercept


@kind("toy_sequence")
class SequenceFit(_Coefficients, fit.SequenceFit):
    """A line through the predictors and the means of two variables over the days before."""

    needs, variables = Context(days_before=DAYS), 2

    def predict(self, table, sequences, check=lambda: None):
        check()
        return _with_days(table, sequences) @ self.coefficients + self.intercept


def _with_days(table, series):
    known = np.isfinite(series)
    means = np.where(known, series, 0.0).sum(1) / np.maximum(known.sum(1), 1)
    return np.column_stack([table, means])


def _line(table, target, settings, seed, threads, monitor):
    line = LINEAR.fit(Rows(table, target), settings, seed, threads, monitor)
    return line.coefficients, line.intercept


def _fit_convolution(samples, settings, seed, threads, monitor):
    return ConvolutionFit(*_line(samples.x, samples.y, settings, seed, threads, monitor), samples.x.shape[1])


def _fit_sequence(samples, settings, seed, threads, monitor):
    table = _with_days(samples.x, samples.series)
    return SequenceFit(*_line(table, samples.y, settings, seed, threads, monitor), samples.x.shape[1])


CONVOLUTION = Method("toy_convolution", "Toy convolution", "", _fit_convolution, LINEAR.settings,
                     needs=Context(halo=HALO))
SEQUENCE = Method("toy_sequence", "Toy sequence", "", _fit_sequence, LINEAR.settings, needs=Context(days_before=DAYS))
