"""Measures of agreement: one metric one function, their intervals, and sums of them over rasters of any size."""
