"""The toolbox: one entry a file; parameters in, one job called, outputs out."""
