"""The HTTP transport given to the Earth Engine client: a time-out on every socket, whole answers, quota notices.

The client's own transport waits for ever, and accepts answers that broke off.
"""
import threading
import time
from dataclasses import dataclass
from typing import List

from ...dependencies import require
from ...fetching.workers import is_given_up
from .problems import Incomplete

QUOTA_HEADER = "x-earth-engine-quota-status"
RESTRICTED = "parallelism_restricted=true"
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Patience:
    """Seconds to wait: for a connection, for the next byte, for a whole answer (the server works up to 5 minutes)."""

    connect: float = 10.0
    read: float = 330.0
    whole: float = 900.0


class Transport:
    """What httplib2.Http is to the client: `request(...)` gives (response, content). Safe for several threads."""

    def __init__(self, patience: Patience = Patience()):
        require("ee")
        self._patience = patience
        self._local = threading.local()
        self._lock = threading.Lock()
        self._notices: List[str] = []
        self._restricted = False

    def request(self, uri, method="GET", body=None, headers=None, redirections=None, connection_type=None):
        """One HTTP request. Raises ConnectionError or TimeoutError for whatever another try may cure."""
        import httplib2
        from requests import exceptions
        self._give_up_if_stopped()
        try:
            with self._session().request(method, uri, data=body, headers=headers, stream=True,
                                         timeout=(self._patience.connect, self._patience.read)) as response:
                response.raw.enforce_content_length = True
                content = self._read(response)
                self._notice(response.headers)
                return httplib2.Response({**response.headers, "status": response.status_code}), content
        except exceptions.Timeout as problem:
            raise TimeoutError(f"no answer within {self._patience.read:g} s") from problem
        except (exceptions.ConnectionError, exceptions.ChunkedEncodingError,
                exceptions.ContentDecodingError) as problem:
            raise ConnectionError(str(problem)) from problem

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
        chunks, end = [], time.monotonic() + self._patience.whole
        for chunk in response.iter_content(_CHUNK):
            self._give_up_if_stopped()
            if time.monotonic() > end:
                raise Incomplete(f"the answer isn't whole after {self._patience.whole:g} s")
            chunks.append(chunk)
        return b"".join(chunks)

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
