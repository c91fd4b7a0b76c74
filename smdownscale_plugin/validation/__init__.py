"""Engines of validation: a map beside a reference or stations, in space and time; no pages, no tables of files."""
