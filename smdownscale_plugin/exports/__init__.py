"""A model in a foreign form: what other programs can apply without this plugin."""
