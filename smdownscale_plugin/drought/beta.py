"""The beta distribution's cumulative distribution in numpy (scipy is an optional package)."""
import numpy as np

_TINY = 1e-300
_MOST_STEPS = 300

# Lanczos coefficients (g = 7, n = 9) of the gamma function: Numerical Recipes, 3rd edition, section 6.1.
_LANCZOS = (0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
            12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7)


def log_gamma(x: np.ndarray) -> np.ndarray:
    """Logarithm of the gamma function for x > 0 (error below 1e-13)."""
    x = np.asarray(x, float) - 1.0
    total = _LANCZOS[0] + sum(c / (x + k) for k, c in enumerate(_LANCZOS[1:], 1))
    t = x + 7.5
    return 0.5 * np.log(2.0 * np.pi) + (x + 0.5) * np.log(t) - t + np.log(total)


def beta_cdf(x: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Regularised incomplete beta function I_x(a, b), 0..1; NaN where x, a or b is; x is cut to 0..1.

    Continued fraction by Lentz's method, Numerical Recipes, 3rd edition, section 6.4.
    """
    x, a, b = (np.array(v, float) for v in np.broadcast_arrays(x, a, b))
    x = np.clip(x, 0.0, 1.0)
    known = np.isfinite(x + a + b) & (a > 0) & (b > 0)
    out = np.full(x.shape, np.nan)
    inside = known & (x > 0) & (x < 1)
    out[known & (x == 0)], out[known & (x == 1)] = 0.0, 1.0
    if inside.any():
        out[inside] = _inside(x[inside], a[inside], b[inside])
    return out


def _inside(x: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    turned = x > (a + 1.0) / (a + b + 2.0)     # the fraction converges fast on the other side
    x, a, b = np.where(turned, 1.0 - x, x), np.where(turned, b, a), np.where(turned, a, b)
    front = np.exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * np.log(x) + b * np.log1p(-x)) / a
    part = front * _fraction(x, a, b)
    return np.where(turned, 1.0 - part, part)


def _fraction(x: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    c = np.ones_like(x)
    d = 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    h = d.copy()
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + step * d)
            c = _away_from_zero(1.0 + step / c)
            h *= d * c
        if np.all(np.abs(d * c - 1.0) < 1e-14):
            break
    return h


def _away_from_zero(value: np.ndarray) -> np.ndarray:
    return np.where(np.abs(value) < _TINY, _TINY, value)
