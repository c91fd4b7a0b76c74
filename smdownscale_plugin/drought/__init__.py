"""How unusual soil moisture is for the season: climatology, percentiles, classes, root zone, districts."""
