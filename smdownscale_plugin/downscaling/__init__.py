"""Model, stack and coarse raster to maps, window by window."""
