"""What the two validation jobs share: inputs joined in time and space, comparison, reports."""
