"""How long GDAL waits for a server (/vsicurl, and sources of a VRT that lie on one), and which server that was."""
import os
import re
from contextlib import contextmanager
from typing import Iterator, List
from urllib.parse import unquote

from osgeo import gdal

# Seconds for a connection; then a transfer is given up that brings less than a byte a second for so long. What a user
# has set for GDAL stays.
OPTIONS = {"GDAL_HTTP_CONNECTTIMEOUT": "10", "GDAL_HTTP_LOW_SPEED_TIME": "15", "GDAL_HTTP_LOW_SPEED_LIMIT": "1"}
_REMOTE = re.compile(r"https?://([^/\s<>\"?&]+)")
_LOOKED_AT = 1_000_000      # bytes of a VRT in which servers are looked for


@contextmanager
def bounded_waiting() -> Iterator[None]:
    """Set the time-outs for this thread, where nobody has set others."""
    names = [name for name in OPTIONS if gdal.GetConfigOption(name) is None]
    for name in names:
        gdal.SetThreadLocalConfigOption(name, OPTIONS[name])
    try:
        yield
    finally:
        for name in names:
            gdal.SetThreadLocalConfigOption(name, None)


def servers_of(path: str) -> List[str]:
    """Servers that a raster is read from, as host or host:port: of its path, or of the sources of a VRT."""
    text = path = os.fspath(path)
    if path.lower().endswith(".vrt") and os.path.isfile(path):
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(_LOOKED_AT)
    if "/vsi" not in text:
        return []
    return list(dict.fromkeys(host.rpartition("@")[2] for host in _REMOTE.findall(unquote(text))))


def of_servers(path: str) -> str:
    """The end of a sentence about a raster that can't be read: the servers that it lies on, '' for local ones."""
    servers = servers_of(path)
    if not servers:
        return ""
    wait = OPTIONS["GDAL_HTTP_LOW_SPEED_TIME"]
    return (f"; it lies on {', '.join(servers)}, which may not answer (GDAL waits {wait} s): check the network, or "
            "download the file first")
