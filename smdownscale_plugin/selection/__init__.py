"""Choosing models honestly: cross-validation in blocks, baselines, tuning."""
