"""Reports: one HTML file that works offline, and its plots."""
