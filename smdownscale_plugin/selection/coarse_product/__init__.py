"""What only a coarse product makes possible: assessment one scale up, its noise, the error budget, correlation maps."""
