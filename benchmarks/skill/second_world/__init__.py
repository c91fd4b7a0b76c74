"""A second generator of worlds with known fine truth, independent of the demo world: other fields, other physics, other
noise, and the situations in which a downscaling method can do harm (see `situations`).

Nothing of the plugin is used to make a world but the writing of rasters.
"""
