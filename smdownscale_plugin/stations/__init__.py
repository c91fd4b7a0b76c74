"""Stations: readers, the station file, matching in space and time."""
