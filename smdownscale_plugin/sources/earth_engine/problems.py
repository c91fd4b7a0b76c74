"""What can go wrong with Earth Engine: which problems pass by themselves, and what to say of those that don't."""
import re
from typing import Optional, Set

from ...errors import SmDownscaleError
from ...fetching.trouble import FetchError, Trouble

TRANSIENT = (429, 500, 502, 503, 504)
REGISTER = "https://console.cloud.google.com/earth-engine"
SIGN_IN = ("run Test Earth Engine with Sign In ticked (or `earthengine authenticate` {where}, or choose a service "
           "account's key with SERVICE_ACCOUNT_KEY)")
_HEAVY = ("user memory limit exceeded", "computation timed out", "deadline exceeded", "total request size")
_SECRETS = (re.compile(r"-----BEGIN[^-]*KEY-----.*?(?:-----END[^-]*KEY-----|$)", re.DOTALL),
            re.compile(r"\b(?:ya29\.|1//|GOCSPX-|4/0|AIza)[\w.\-]+"), re.compile(r"(?i)bearer\s+[\w.\-]+"),
            re.compile(r"\beyJ[\w\-]+\.[\w\-]+(?:\.[\w\-]+)?"), re.compile(r"(?<=//)[^/@\s:]+:[^/@\s]+(?=@)"),
            re.compile(r"""(?i)["']?(?:private_key(?:_id)?|client_secret|refresh_token|access_token|assertion|code_verifier)["']?\s*[:=]\s*["']?[^"',}\s]+"""))
_SYSTEM = re.compile(r"\[Errno -?\d+\] ([^'\")]+)")      # what the system says, deep in what libraries wrap around it
_SHORTEST_SECRET = 12
_read_secrets: Set[str] = set()      # parts of keys that were read: struck out wherever they turn up


class EarthEngineError(FetchError):
    """Earth Engine refused, or could not be reached; the message says what to do."""


class SignInError(EarthEngineError):
    """There is no sign-in, or no project, that Earth Engine accepts: the steps to one help."""


class Incomplete(ConnectionError):
    """An answer broke off or has another size than asked for: worth another try."""


def status_of(problem: Optional[BaseException]) -> Optional[int]:
    """HTTP status behind an exception, however it was wrapped; None when there was no answer."""
    seen: Set[int] = set()
    inner: Optional[BaseException] = problem
    while inner is not None and id(inner) not in seen:
        seen.add(id(inner))
        response = getattr(inner, "resp", None)
        if response is not None and getattr(response, "status", None):
            return int(response.status)
        inner = inner.__cause__ or inner.__context__
    return None


def too_heavy(problem: BaseException) -> bool:
    """Whether the server gave up because the tile was too much for it: a smaller one may pass."""
    return any(text in str(problem).lower() for text in _HEAVY)


def passes_by_itself(problem: BaseException) -> bool:
    """Whether trying again can help: 429, 500, 502, 503, 504, time-outs and connections that broke."""
    status = status_of(problem)
    if status is not None:
        return status in TRANSIENT
    if _is(problem, "RefreshError"):
        return bool(getattr(problem, "retryable", False))
    return isinstance(problem, (ConnectionError, TimeoutError)) or _is(problem, "TransportError")


def _is(problem, name):
    return name in (kind.__name__ for kind in type(problem).__mro__)


def keep_secret(*values: object) -> None:
    """Remember what was read from a key or credentials file, line by line, so that no message repeats it."""
    for value in values:
        lines = str(value or "").replace("\\n", "\n").splitlines()
        _read_secrets.update(line.strip() for line in lines if len(line.strip()) >= _SHORTEST_SECRET)


def without_secrets(text: str) -> str:
    """A message with keys and tokens struck out: those that were read, and all that look like one."""
    for secret in sorted(_read_secrets, key=len, reverse=True):
        text = text.replace(secret, "[secret]")
    for pattern in _SECRETS:
        text = pattern.sub("[secret]", text)
    return text


def problem_in_words(problem: BaseException, what: str = "", project: str = "", where: str = "in a terminal") -> str:
    """One sentence of what happened and what to do.

    what: what was asked for, e.g. "MOD13Q1 (MODIS/061/MOD13Q1)"; project: the Cloud project; where: a shell's name.
    """
    text = " ".join(without_secrets(str(problem)).split())
    asked = f" for {what}" if what else ""
    known = _known(text, status_of(problem), project or "(none)", where, problem)
    if known:
        return known
    status = status_of(problem)
    if status == 404 or status == 400 and re.search(r"not found|does not exist", text):
        return (f"Earth Engine doesn't have the data asked{asked} ({text}): the asset may have been renamed or may "
                "not be open to this account; choose another predictor.")
    if status == 400 and re.search(r"did not match any bands|no bands|null", text):
        return f"Earth Engine has no such band or no image at these dates{asked} ({text}); check START and END."
    if status == 400 and re.search(r"(?i)crs|projection|wkt", text):
        return (f"Earth Engine refused the grid's coordinate system ({text}); set CRS and RESOLUTION, for instance to "
                "the UTM zone of the area (EPSG:326xx) or to EPSG:4326.")
    if status == 429:
        return (f"Earth Engine keeps refusing{asked} because too much was asked at once or the quota is used up "
                f"({text}); run the tool again later: finished tiles are kept.")
    if status in TRANSIENT:
        return (f"Earth Engine can't answer at the moment{asked} (HTTP {status}: {text}); run again later: finished "
                "tiles are kept.")
    if status:
        return f"Earth Engine refused the request{asked} (HTTP {status}: {text})."
    if isinstance(problem, Incomplete):
        return (f"Earth Engine's answer{asked} isn't what was asked for ({text}); a proxy or the sign-in page of a "
                "network may answer in its place: check the connection, then run again: finished tiles are kept.")
    if not _is_of_network(problem):
        return (f"Earth Engine's answer{asked} can't be understood ({type(problem).__name__}); check the "
                "address and the proxy, or run again later: finished tiles are kept.")
    reason = _SYSTEM.search(text)
    return (f"Earth Engine can't be reached{asked} ({reason.group(1) if reason else text or type(problem).__name__}); "
            "check the network and the proxy, then run again: finished tiles are kept.")


def _is_of_network(problem: BaseException) -> bool:
    return isinstance(problem, OSError) or _is(problem, "TransportError") or _is(problem, "EEException")


def _known(text, status, project, where, problem) -> str:
    """The rows of the table of sign-in and project problems; '' when it is none of them."""
    if "no project found" in text:
        return ("Earth Engine needs a Google Cloud project: fill in PROJECT with the id of one that is registered at "
                f"{REGISTER}.")
    if "Not signed up" in text or "project is not registered" in text:
        return (f"The project {project} isn't registered for Earth Engine; register it at {REGISTER}, or give another "
                "PROJECT.")
    if "has not been used in project" in text or "it is disabled" in text:
        return (f"The Earth Engine API is switched off in the project {project}; enable it at "
                f"https://console.cloud.google.com/apis/library/earthengine.googleapis.com?project={project}, wait "
                "some minutes, and run again.")
    if "required permission" in text or status == 403 and "permission" in text.lower():
        return (f"This account may not use the project {project} ({text}); ask its owner for the roles Earth Engine "
                "Resource Viewer (roles/earthengine.viewer) and Service Usage Consumer "
                "(roles/serviceusage.serviceUsageConsumer).")
    if _is(problem, "RefreshError") or "Please authorize" in text or "invalid_grant" in text:
        return f"The sign-in to Earth Engine is missing, expired or revoked; {SIGN_IN.format(where=where)}."
    if status == 401 or "cannot be refreshed" in text:    # the client tries to refresh after a 401
        return f"Earth Engine doesn't accept the sign-in (HTTP 401); {SIGN_IN.format(where=where)}."
    if status == 403 and "quota" in text.lower():
        return (f"The Earth Engine quota of the project {project} is used up ({text}); run again when it is renewed, "
                "or give another PROJECT: finished tiles are kept.")
    if status == 403:
        return (f"Earth Engine refuses this account or the project {project} (HTTP 403: {text}); check both with "
                "Test Earth Engine.")
    return ""


def explained(problem: BaseException, what: str = "", project: str = "") -> Trouble:
    """What a problem of a request means, and whether another try or a smaller tile can help."""
    if isinstance(problem, SmDownscaleError):
        return Trouble(problem)
    known = _known(" ".join(str(problem).split()), status_of(problem), project, "", problem)
    kind = SignInError if known else EarthEngineError
    return Trouble(kind(problem_in_words(problem, what, project)), passes_by_itself(problem), too_heavy(problem))
