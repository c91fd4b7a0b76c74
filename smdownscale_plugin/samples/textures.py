"""How the fine textures of predictors vary together, so that the texture of any sum of them is known."""
from dataclasses import dataclass
from typing import Mapping, Optional, Sequence

import numpy as np

from .noise import NoiseSampler

_FEWEST = 100        # places


@dataclass(frozen=True)
class Textures:
    """names: of predictors; products: (directions, strides, n, n) mean products of their second differences."""

    names: Sequence[str]
    products: np.ndarray

    def of_sum(self, slopes: Mapping[str, float]) -> np.ndarray:
        """(strides,) variances of second differences of sum slope x predictor, in the direction in which they are
        smaller: along stripes, not across."""
        weights = np.array([slopes.get(name, 0.0) for name in self.names])
        return np.einsum("dsjk,j,k->ds", self.products, weights, weights).min(0)


def common_textures(sampler: NoiseSampler, names: Sequence[str]) -> Optional[Textures]:
    """Of some predictors, over all dates; None where too few places have all of them."""
    products = []
    for way in range(2):
        layers = [sampler.textures(name)[way] for name in names]
        for stride in range(len(layers[0])) if layers else ():
            table = np.stack([layer[stride].ravel() for layer in layers]).astype(np.float64)
            table = table[:, np.isfinite(table).all(0)]
            if table.shape[1] < _FEWEST:
                return None
            products.append(table @ table.T / table.shape[1])
    return Textures(list(names), np.array(products).reshape(2, -1, len(names), len(names))) if products else None
