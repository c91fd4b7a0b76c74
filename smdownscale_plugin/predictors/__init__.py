"""Making predictor stacks: aligning, indices, terrain, reconstruction."""
