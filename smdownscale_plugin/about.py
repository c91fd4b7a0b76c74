"""Version and addresses of the plugin, read from metadata.txt, the one place where they are written."""
import configparser
from pathlib import Path

_metadata = configparser.ConfigParser(interpolation=None)
_metadata.read(Path(__file__).resolve().parent / "metadata.txt", encoding="utf-8")

VERSION = _metadata.get("general", "version")
HOMEPAGE = _metadata.get("general", "homepage")
