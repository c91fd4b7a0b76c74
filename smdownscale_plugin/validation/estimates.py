"""Names of what is validated: the map, and the coarse product that it came from, as baselines."""
DOWNSCALED, NEAREST, BILINEAR = "downscaled", "nearest", "bilinear"
