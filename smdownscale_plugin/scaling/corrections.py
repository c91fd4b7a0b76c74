"""Names of what is done about the residual, coarse minus upscaled prediction."""

AUTO = "auto"                          # one of the others, by what the training found out
NONE = "none"
MEAN_PRESERVING = "mean_preserving"    # the mean of every coarse cell is kept exactly
FILTERED = "filtered"                  # only the part that is signal, not noise of the coarse product, is given back

MADE = (NONE, MEAN_PRESERVING, FILTERED)
CORRECTIONS = (AUTO, *MADE)
