"""From fine pixels to coarse cells and back: upscaling operators, interpolation, residual correction."""
