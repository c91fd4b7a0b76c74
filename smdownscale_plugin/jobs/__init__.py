"""One function a tool, free of QGIS: what the tool does, start to end; also the Python interface."""
