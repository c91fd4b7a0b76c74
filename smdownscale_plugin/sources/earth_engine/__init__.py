"""Google Earth Engine: a catalogue of data sets, requests made from it, and their transfer in tiles."""
