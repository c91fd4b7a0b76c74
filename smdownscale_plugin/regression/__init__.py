"""Regression methods, one small file each, and the model file."""
