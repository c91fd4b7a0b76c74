"""The HTTP transport given to the Earth Engine client: a time-out on every socket, whole answers, quota notices.

The client's own transport waits for ever, and accepts answers that broke off.
"""
import threading
import time
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Iterator, List, Mapping, Optional, Tuple

from ...dependencies import require
from ...fetching.workers import is_given_up
from .problems import EarthEngineError, Incomplete

QUOTA_HEADER = "x-earth-engine-quota-status"
RESTRICTED = "parallelism_restricted=true"
_CHUNK = 1 << 16
_MOST = 64 * 1024 * 1024      # bytes of an answer that is no tile: lists of images, the client's own documents


@dataclass(frozen=True)
class Patience:
    """Seconds to wait: for a connection, for the next byte, for a whole answer (the server works up to 5 minutes)."""

    connect: float = 10.0
    read: float = 330.0
    whole: float = 900.0


class Unpacking:
    """An answer that is put together from chunks, unpacked, and given up when it gets larger than `most` bytes."""

    def __init__(self, encoding: str, most: int):
        self._most, self._size = most, 0
        self._parts: List[bytes] = []
        packed = encoding.strip().lower() not in ("", "identity")
        self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if packed else None      # gzip or zlib, by its head

    def add(self, chunk: bytes) -> None:
        """Another chunk. Raises EarthEngineError when it is too much, Incomplete when it can't be unpacked."""
        if self._unpack is None:
            self._take(chunk)
            return
        try:
            while chunk:
                self._take(self._unpack.decompress(chunk, _CHUNK))
                chunk = self._unpack.unconsumed_tail
        except zlib.error:
            raise Incomplete("the answer can't be unpacked") from None

    def whole(self) -> bytes:
        """All of it."""
        if self._unpack is not None and self._size and not self._unpack.eof:
            raise Incomplete("the answer broke off while it was unpacked")
        return b"".join(self._parts)

    def _take(self, part):
        self._size += len(part)
        if self._size > self._most:
            raise EarthEngineError(f"The answer is larger than anything that was asked for (over {self._most / 1e6:.2g}"
                                   " MB), so it was given up; is the address that of Earth Engine?")
        self._parts.append(part)


class Transport:
    """What httplib2.Http is to the client: `request(...)` gives (response, content). Safe for several threads."""

    def __init__(self, patience: Patience = Patience()):
        require("ee")
        self._patience = patience
        self._local = threading.local()
        self._lock = threading.Lock()
        self._notices: List[str] = []
        self._restricted = False

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Optional[Mapping[str, str]] = None,
                redirections: Any = None, connection_type: Any = None) -> Tuple[Any, bytes]:
        """One HTTP request. Raises ConnectionError or TimeoutError for whatever another try may cure."""
        import httplib2
        import urllib3
        from requests import exceptions
        self._give_up_if_stopped()
        try:
            with self._session().request(method, uri, data=body, headers=headers, stream=True,
                                         timeout=(self._patience.connect, self._patience.read)) as response:
                content = self._read(response)
                self._notice(response.headers)
                kept = {k: v for k, v in response.headers.items() if k.lower() != "content-encoding"}
                return httplib2.Response({**kept, "status": response.status_code}), content
        except (exceptions.Timeout, urllib3.exceptions.TimeoutError) as problem:
            raise TimeoutError(f"no answer within {self._patience.read:g} s") from problem
        except (exceptions.ConnectionError, urllib3.exceptions.HTTPError) as problem:
            raise ConnectionError(str(problem)) from problem

    @contextmanager
    def at_most(self, size: int) -> Iterator[None]:
        """Answers to the calling thread's requests may hold so many bytes, and no more are read."""
        before, self._local.most = getattr(self._local, "most", _MOST), size
        try:
            yield
        finally:
            self._local.most = before

    def release(self) -> None:
        """Close the connections of the calling thread."""
        if hasattr(self._local, "session"):
            self._local.session.close()
            del self._local.session

    def _session(self):
        import requests
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        return self._local.session

    @staticmethod
    def _give_up_if_stopped():
        """Never in threads of others: they use the same client, and keep this transport after a cancelled run."""
        if is_given_up():
            raise ConnectionAbortedError("cancelled")

    def _read(self, response) -> bytes:
        """The answer as it was before it was packed. What comes in small unpacks in steps that are counted too."""
        most, end = getattr(self._local, "most", _MOST), time.monotonic() + self._patience.whole
        response.raw.enforce_content_length = True
        unpacked = Unpacking(response.headers.get("Content-Encoding", ""), most)
        for chunk in response.raw.stream(_CHUNK, decode_content=False):
            self._give_up_if_stopped()
            if time.monotonic() > end:
                raise Incomplete(f"the answer is still incomplete after {self._patience.whole:g} s")
            unpacked.add(chunk)
        return unpacked.whole()

    def _notice(self, headers):
        status = headers.get(QUOTA_HEADER, "")
        with self._lock:
            if RESTRICTED in status and not self._restricted:
                self._restricted = True
                self._notices.append("The project has used up its non-commercial quota of this month and is slowed "
                                     "down by Earth Engine "
                                     "(https://developers.google.com/earth-engine/guides/noncommercial_tiers).")

    def notices(self) -> List[str]:
        """New warnings of the server; each comes once."""
        with self._lock:
            found, self._notices = self._notices, []
        return found
