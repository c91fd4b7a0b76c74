"""A network taught across scales: from means of pixels, where a good answer is known, for the pixels themselves."""
