"""Between the grids: upscaling operators and residual correction."""
