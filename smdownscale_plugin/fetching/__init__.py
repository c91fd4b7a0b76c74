"""What all providers of data share: catalogue, target grid, steps, tiles and their store, workers, orders, stacks."""
