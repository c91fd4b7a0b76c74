"""Google Earth Engine: its catalogue, sign-in, expressions made of predictors and steps, and answers as arrays."""
