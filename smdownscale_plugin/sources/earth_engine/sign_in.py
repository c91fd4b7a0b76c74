"""Signing in from the first step: what it takes, and the browser's part done from a tool."""
import io
import queue
import threading
import time
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from typing import Any, Callable, List

from ...dependencies import require
from ...monitor import SILENT, Monitor
from .problems import REGISTER, SignInError, keep_secret, without_secrets

STEPS = (
    "1. Account: you need a Google account. Free, non-commercial use of Earth Engine is enough.",
    "2. Project: create a Google Cloud project at https://console.cloud.google.com/projectcreate; its id (such as "
    "my-soil-moisture) is what PROJECT asks for.",
    f"3. Registration: register the project for Earth Engine at {REGISTER} (commercial or non-commercial use).",
    "4. Sign-in: run Test Earth Engine with Sign In ticked, with the project's id; a browser opens, where you allow "
    "access. All Earth Engine tools of this computer share the sign-in. Runs without a person take a service account's "
    "key file (SERVICE_ACCOUNT_KEY) instead.",
    "5. Test: Test Earth Engine says whether it works. With Remember the Project ticked other tools take the project "
    "by default.")
PATIENCE = 300.0      # seconds that a person gets for the browser's part
_SAVING = 60.0
_LOOK = 0.1


def sign_in(open_browser: Callable[[str], Any], monitor: Monitor = SILENT, patience: float = PATIENCE) -> str:
    """Let a person sign in in the browser; the credentials are kept where every Earth Engine tool finds them.

    open_browser: gets the address; the answer comes back to this computer. Returns a sentence for the log.
    Raises SignInError when nobody answers in time or the answer is no, Cancelled, MissingPackageError.
    """
    ee = require("ee")
    try:
        flow = ee.oauth.Flow("localhost:0")
        server = flow.server.server
    except (OSError, AttributeError, TypeError) as problem:
        raise SignInError(f"This client can't sign in from here ({type(problem).__name__}); run `earthengine "
                          "authenticate` in a terminal instead.") from None
    keep_secret(getattr(flow, "code_verifier", ""))
    monitor.info(f"If no browser opens, open this address in one on this computer: {flow.auth_url}")
    try:
        open_browser(flow.auth_url)
        flow.server = _Answered(flow.server.url, _code(server, monitor, time.monotonic() + patience, patience))
    finally:
        server.server_close()
    _save(flow, monitor)
    return "Signed in: the credentials are kept for all Earth Engine tools of this computer."


@dataclass(frozen=True)
class _Answered:
    """What the client's own little server is once it has been called."""

    url: str
    code: str

    def fetch_code(self) -> str:
        """The code that the browser brought."""
        return self.code


def _code(server, monitor: Monitor, end: float, patience: float) -> str:
    """The code that the browser brings to this computer, looked for several times a second."""
    refused: List[bool] = []
    server.timeout = _LOOK
    server.handle_error = lambda *_: refused.append(True)      # an answer without a code; the default prints
    while True:
        monitor.check()
        server.handle_request()
        if server.RequestHandlerClass.code:
            return server.RequestHandlerClass.code
        if refused:
            raise SignInError("Access was not allowed in the browser; try again, and allow all that it asks for.")
        if time.monotonic() > end:
            raise SignInError(f"Nobody signed in within {patience / 60:g} minutes; run the tool again and finish the "
                              "steps in the browser.")


def _save(flow, monitor: Monitor) -> None:
    """Get the credentials for the code and keep them: in a thread, as the client's request has no time-out."""
    done: queue.Queue = queue.Queue()

    def work():
        try:
            with redirect_stdout(io.StringIO()):      # the client prints
                flow.save_code()
            done.put(None)
        except Exception as problem:    # whatever it is, the one who waits says it
            done.put(problem)
    threading.Thread(target=work, daemon=True).start()
    end = time.monotonic() + _SAVING
    while time.monotonic() < end:
        monitor.check()
        with suppress(queue.Empty):
            problem = done.get(timeout=_LOOK)
            if problem is None:
                return
            raise SignInError(f"Signing in failed ({without_secrets(' '.join(str(problem).split()))}); try again.")
    raise SignInError(f"Google didn't answer within {_SAVING:g} s; check the network and try again.")
