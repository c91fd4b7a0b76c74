"""Grid, stack, windows, writing and time: numpy and GDAL only."""
