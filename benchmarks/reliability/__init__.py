"""Hostile and unlucky cases in large numbers: fuzzing, interrupted series, what checks cost."""
