"""Signing in to Earth Engine, without ever asking back: key file, shared credentials, project, address."""
import json
import os
import socket
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Tuple, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from ...dependencies import require
from ...fetching.workers import Retry, Task, Workers
from ...monitor import SILENT, Monitor
from .problems import SIGN_IN, EarthEngineError, SignInError, explained, keep_secret, problem_in_words
from .transport import Patience, Transport

SERVICE = "https://earthengine.googleapis.com"
URL_VARIABLE = "SMDOWNSCALE_EARTHENGINE_URL"
PROBE_SECONDS = 3.0
OLDEST = (1, 6)
_LARGEST_KEY = 100_000      # bytes; Google's are of 2 to 3 kB
_NO_PROJECT = "ee.Initialize: no project found"

T = TypeVar("T")


@dataclass(frozen=True)
class Access:
    """Who asks: project ('' for the credentials' own), service-account key file, the service's address."""

    project: str = ""
    key: str = ""
    url: str = ""
    patience: Patience = Patience()
    retry: Retry = Retry()

    @property
    def address(self) -> str:
        """The service's address: given, from the environment, or Google's."""
        return (self.url or os.environ.get(URL_VARIABLE, "") or SERVICE).rstrip("/")


@dataclass(frozen=True)
class EarthEngineSession:
    """A session with Earth Engine: the client module, its transport, and as whom it was opened."""

    ee: Any
    transport: Transport
    account: str
    project: str
    address: str
    retry: Retry

    def workers(self) -> Workers:
        """Threads for requests of this session."""
        def explain(problem, what):
            return explained(problem, what, self.project)
        return Workers(explain, self.retry, release=self.transport.release)

    def ask(self, do: Callable[[], T], what: str, monitor: Monitor = SILENT) -> T:
        """The result of one request, retried and cancellable. Raises EarthEngineError."""
        with self.workers() as workers:
            return next(result for _, result in workers.run([Task(what, do)], monitor))


def connect(access: Access, monitor: Monitor = SILENT) -> EarthEngineSession:
    """Sign in and initialise the client. Raises EarthEngineError in one sentence, within seconds when offline."""
    ee = require("ee")
    _check_version(ee)
    address = access.address
    credentials, account, own_project = _credentials(ee, access, address)
    project = access.project or own_project
    if not project and not _is_loopback(address):
        raise SignInError(problem_in_words(RuntimeError(_NO_PROJECT)))
    _probe(address, monitor)
    transport = Transport(access.patience)
    session = EarthEngineSession(ee, transport, account, project or "local", address, access.retry)
    session.ask(lambda: _initialise(ee, session, credentials), "signing in", monitor)
    return session


def _check_version(ee):
    version = tuple(int(part) for part in ee.__version__.split(".")[:2] if part.isdigit())
    if version < OLDEST:
        raise EarthEngineError(f"earthengine-api {ee.__version__} ({ee.__file__}) is too old; install 1.6 or newer.")


def _initialise(ee, session, credentials):
    """ee.Initialize without what in it could hang or print: its list of deprecated data sets has no time-out."""
    ee.data.setMaxRetries(0)
    fetch = ee.deprecation._FetchDataCatalogStac
    ee.deprecation._FetchDataCatalogStac = dict
    try:
        ee.Initialize(credentials, url=session.address, project=session.project or None,
                      http_transport=session.transport)
        ee.data.setMaxRetries(0)
        ee.data.computeValue(ee.Number(0))    # a client that was initialised before asks nothing that needs the project
    finally:
        ee.deprecation._FetchDataCatalogStac = fetch


# --- credentials ----------------------------------------------------------------------------------------------------

def _credentials(ee, access: Access, address: str) -> Tuple[Any, str, str]:
    """(credentials, account for messages, project that they bring along)."""
    if access.key:
        return _from_key(ee, access.key)
    if _is_loopback(address):
        from google.auth.credentials import AnonymousCredentials
        return AnonymousCredentials(), "anonymous", ""
    try:
        arguments = ee.oauth.get_credentials_arguments()
        keep_secret(arguments.get("refresh_token"), arguments.get("client_secret"))
    except (OSError, ValueError, AttributeError, RecursionError):
        arguments = {}
    if arguments.get("refresh_token"):
        from google.oauth2.credentials import Credentials
        project = arguments.get("quota_project_id") or ""
        return Credentials(None, **arguments), "the signed-in Earth Engine account", project
    if _default_file():
        return _from_default(ee)
    raise SignInError(f"There is no sign-in to Earth Engine on this computer; {SIGN_IN.format(where=_shell())}.")


def _from_key(ee, path: str):
    from google.oauth2 import service_account
    if not os.path.isfile(path):
        shown = path if len(path) < 260 and "{" not in path else "SERVICE_ACCOUNT_KEY"
        raise SignInError(f"The service-account key file {shown} doesn't exist; choose the JSON file that Google Cloud "
                          "made for the service account.")
    try:
        content = _read_key(path)
        credentials = service_account.Credentials.from_service_account_info(content, scopes=ee.oauth.SCOPES)
        project = str(content.get("project_id") or "")
    except (ValueError, OSError, AttributeError, TypeError, RecursionError) as problem:
        raise EarthEngineError(f"The file {path} isn't a service-account key ({type(problem).__name__}); choose the "
                               "JSON file that Google Cloud made for the service account.") from None
    return credentials, credentials.service_account_email, project


def _read_key(path: str) -> Dict[str, Any]:
    """The content of a key file; what is secret in it is never repeated. Raises what reading and parsing raise."""
    if os.path.getsize(path) > _LARGEST_KEY:
        raise ValueError("too large")
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    keep_secret(content.get("private_key"), content.get("private_key_id"))
    return content


def _default_file() -> Optional[Path]:
    """Google's application default credentials, looked for in files only: asking the network would take long."""
    named = os.environ.get("GOOGLE_APPLICATION_CREDENTIALS")
    folder = Path(os.environ["APPDATA"]) / "gcloud" if os.environ.get("APPDATA") else Path.home() / ".config" / "gcloud"
    candidate = Path(named) if named else folder / "application_default_credentials.json"
    return candidate if candidate.is_file() else None


def _from_default(ee):
    from google.auth import exceptions, load_credentials_from_file
    path = _default_file()
    try:
        credentials, project = load_credentials_from_file(str(path), scopes=ee.oauth.SCOPES)
    except exceptions.GoogleAuthError as problem:
        raise EarthEngineError(f"The sign-in file {path} can't be used ({type(problem).__name__}); "
                               f"{SIGN_IN.format(where=_shell())}.") from None
    project = getattr(credentials, "quota_project_id", "") or project or ""
    return credentials, "Google's application default credentials", project


def _shell() -> str:
    return "in the OSGeo4W Shell" if sys.platform == "win32" else "in a terminal"


# --- the network ----------------------------------------------------------------------------------------------------

def _is_loopback(address: str) -> bool:
    return urlsplit(address).hostname in ("localhost", "127.0.0.1", "::1")


def _probe(address: str, monitor: Monitor):
    """A connection within three seconds to the service, or to the proxy that leads there; EarthEngineError if not."""
    parts = urlsplit(address)
    proxy = getproxies().get(parts.scheme)
    if proxy and not proxy_bypass(parts.hostname or ""):
        parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    host, port = parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    problem = ["no answer"]

    def attempt():
        try:
            socket.create_connection((host, port), PROBE_SECONDS).close()
            problem.clear()
        except OSError as reason:
            problem[0] = reason.strerror or str(reason)
    thread = threading.Thread(target=attempt, daemon=True)    # looking up a name has no time-out of its own
    thread.start()
    for _ in range(int(PROBE_SECONDS * 10)):
        thread.join(0.1)
        monitor.check()
        if not thread.is_alive():
            break
    if problem:
        raise EarthEngineError(f"Earth Engine can't be reached: {host}:{port} doesn't answer ({problem[0]}); check "
                               f"the network and the proxy (HTTPS_PROXY, or {URL_VARIABLE} for another address).")
