"""The Earth Engine emulator as a walk uses it: a program that may be kept beside the repository."""
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Optional

from smdownscale_plugin.sources.earth_engine.session import URL_VARIABLE

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "tools" / "earth_engine_emulator"
_PATIENCE = 60.0     # seconds for it to start


def place() -> Optional[Path]:
    """Its folder: that of SMDOWNSCALE_EMULATOR, or one beside the repository; None without it or without a client."""
    folder = Path(os.environ.get("SMDOWNSCALE_EMULATOR", _BESIDE))
    return folder if (folder / "emulator.py").exists() and _client() else None


@contextmanager
def running(folder: Path, work: Path) -> Iterator[str]:
    """Start it with its small collections made in `work`; tools ask it, and it ends with the block. Its address."""
    client = _client()
    fixtures = work / "collections"
    subprocess.run([sys.executable, str(folder / "fixtures.py"), str(fixtures)], check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url, before = f"http://127.0.0.1:{port}", os.environ.get(URL_VARIABLE)
    process = subprocess.Popen([sys.executable, str(folder / "emulator.py"), "--port", str(port), "--fixtures",
                                str(fixtures), "--eepkg", str(client)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"{url}/_emulator/stats", process)
        os.environ[URL_VARIABLE] = url
        yield url
    finally:
        if before is None:
            os.environ.pop(URL_VARIABLE, None)
        else:
            os.environ[URL_VARIABLE] = before
        process.terminate()
        process.wait()


def _client() -> Optional[Path]:
    """The folder of Earth Engine's client."""
    try:
        import ee
    except ImportError:
        return None
    return Path(ee.__file__).parent


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("The Earth Engine emulator doesn't start.") from None
            time.sleep(0.1)
