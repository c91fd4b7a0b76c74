"""The few operations that a network's definition needs beside +, * and @, by numpy or by PyTorch: one definition serves
training and maps."""
from types import ModuleType
from typing import Any, Sequence

import numpy as np

_SMALL = 1e-5       # of layer norm


class NumpyOperations:
    """For maps: plain float32 arrays; nothing is dropped out."""

    @staticmethod
    def array(values: np.ndarray) -> np.ndarray:
        """A constant."""
        return values.astype(np.float32)

    @staticmethod
    def relu(x: np.ndarray) -> np.ndarray:
        """max(x, 0)."""
        return np.maximum(x, 0.0)

    @staticmethod
    def sigmoid(x: np.ndarray) -> np.ndarray:
        """1 / (1 + exp(-x))."""
        return 0.5 * (1.0 + np.tanh(0.5 * x))

    @staticmethod
    def tanh(x: np.ndarray) -> np.ndarray:
        """Hyperbolic tangent."""
        return np.tanh(x)

    @staticmethod
    def softmax(x: np.ndarray) -> np.ndarray:
        """Along the last axis."""
        raised = np.exp(x - x.max(-1, keepdims=True))
        return raised / raised.sum(-1, keepdims=True)

    @staticmethod
    def normalised(x: np.ndarray) -> np.ndarray:
        """Mean 0 and variance 1 along the last axis (layer norm, Ba et al. 2016)."""
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred ** 2).mean(-1, keepdims=True) + np.float32(_SMALL))

    @staticmethod
    def joined(parts: Sequence[np.ndarray], axis: int) -> np.ndarray:
        """Concatenated along an axis."""
        return np.concatenate(parts, axis)

    @staticmethod
    def swapped(x: np.ndarray, one: int, other: int) -> np.ndarray:
        """Two axes swapped."""
        return np.swapaxes(x, one, other)

    @staticmethod
    def zeros(*shape: int) -> np.ndarray:
        """Zeros of a shape."""
        return np.zeros(shape, np.float32)

    @staticmethod
    def dropout(x: np.ndarray) -> np.ndarray:
        """All of x."""
        return x


class TorchOperations:
    """For training: tensors on a device, with dropout. Methods as of `NumpyOperations`."""

    def __init__(self, torch: ModuleType, device: str, dropout: float):
        self._torch, self._device, self._share = torch, device, dropout
        self.training = True
        self.relu, self.sigmoid, self.tanh = torch.relu, torch.sigmoid, torch.tanh

    def array(self, values: np.ndarray) -> Any:
        """A constant."""
        return self._torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self._device)

    def softmax(self, x: Any) -> Any:
        """Along the last axis."""
        return self._torch.softmax(x, -1)

    def normalised(self, x: Any) -> Any:
        """Layer norm."""
        return self._torch.nn.functional.layer_norm(x, x.shape[-1:], eps=_SMALL)

    def joined(self, parts: Sequence[Any], axis: int) -> Any:
        """Concatenated along an axis."""
        return self._torch.cat(list(parts), axis)

    def swapped(self, x: Any, one: int, other: int) -> Any:
        """Two axes swapped."""
        return x.transpose(one, other)

    def zeros(self, *shape: int) -> Any:
        """Zeros of a shape."""
        return self._torch.zeros(*shape, device=self._device)

    def dropout(self, x: Any) -> Any:
        """A share of x left out while training, the rest raised."""
        return self._torch.nn.functional.dropout(x, self._share, self.training)
