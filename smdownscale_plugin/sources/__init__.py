"""Where stacks and coarse rasters come from: the demo world, granules, Earth Engine."""
