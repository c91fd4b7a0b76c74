"""Signing in: every row of the table of what goes wrong, in one sentence, soon, and without a secret in it."""
import json
import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPException
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from earth_engine_world import TODAY, Listener, access, earth_engine, question

from smdownscale_plugin.errors import Cancelled
from smdownscale_plugin.fetching.workers import Retry
from smdownscale_plugin.jobs.check_earth_engine import check_earth_engine
from smdownscale_plugin.jobs.fetch_predictors import fetch_predictors
from smdownscale_plugin.rasters.windows import Window
from smdownscale_plugin.sources.earth_engine import session as session_module
from smdownscale_plugin.sources.earth_engine.pixels import decoded
from smdownscale_plugin.sources.earth_engine.problems import (
    EarthEngineError,
    Incomplete,
    SignInError,
    passes_by_itself,
    problem_in_words,
    status_of,
    without_secrets,
)
from smdownscale_plugin.sources.earth_engine.provider import EarthEngine
from smdownscale_plugin.sources.earth_engine.session import URL_VARIABLE, Access, connect
from smdownscale_plugin.sources.earth_engine.sign_in import sign_in

pytest_plugins = ["earth_engine_fixtures"]
ee = pytest.importorskip("ee", reason="earthengine-api is not installed")
SECRET = "very-secret-value-0123456789"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home without any credentials."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "APPDATA", URL_VARIABLE, "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def signed_in(home, **stored):
    """Put a credentials file where every Earth Engine tool looks for it."""
    folder = home / ".config" / "earthengine"
    folder.mkdir(parents=True)
    (folder / "credentials").write_text(json.dumps({"refresh_token": SECRET, **stored}), encoding="utf-8")


def failure(given, seconds=8.0):
    """The sentence with which signing in fails: after three seconds of waiting at most, and some for a busy machine."""
    begin = time.monotonic()
    with pytest.raises(EarthEngineError) as caught:
        connect(given)
    assert time.monotonic() - begin < seconds
    assert SECRET not in str(caught.value) and "\n" not in str(caught.value)
    return str(caught.value)


def test_without_credentials_it_says_how_to_sign_in(home):
    told = failure(Access(project="p"))
    assert "no sign-in" in told and "earthengine authenticate" in told and "SERVICE_ACCOUNT_KEY" in told


def test_without_a_project_it_asks_for_one(home):
    signed_in(home)
    assert "fill in PROJECT" in failure(Access())


def test_the_project_of_the_credentials_file_is_taken(home, monkeypatch):
    signed_in(home, project="from-file")
    monkeypatch.setattr(session_module, "_probe", lambda *_: (_ for _ in ()).throw(EarthEngineError("stop here")))
    assert failure(Access()) == "stop here"      # past the project, at the network


def test_a_damaged_credentials_file_counts_as_none(home):
    signed_in(home)
    (home / ".config" / "earthengine" / "credentials").write_text("{", encoding="utf-8")
    assert "no sign-in" in failure(Access(project="p"))


def test_offline_is_told_within_seconds(home):
    signed_in(home, project="p")
    told = failure(Access(url="https://nowhere.invalid"))
    assert "can't be reached" in told and "check the network" in told


def test_a_host_that_swallows_packets_is_told_within_seconds(home, monkeypatch):
    signed_in(home, project="p")
    monkeypatch.setattr(socket, "create_connection", lambda *_: threading.Event().wait())
    assert "no answer" in failure(Access(url="https://203.0.113.1"))


def test_a_refused_connection_is_told(home):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "doesn't answer" in failure(Access(url=f"http://127.0.0.1:{port}"))


def test_a_key_file_that_is_not_there_is_named(home):
    assert "missing.json doesn't exist" in failure(Access(key=str(home / "missing.json")))


@pytest.mark.parametrize("content", ["", "{", "[]", "[" * 90_000, '{"a":' * 15_000, " " * 200_000, '"\\ud800"', "1e999",
                                     '{"type": "authorized_user"}',
                                     json.dumps({"type": "service_account", "private_key": SECRET, "project_id": "p",
                                                 "client_email": "a@b", "token_uri": "https://oauth2.googleapis.com/token"})])
def test_a_bad_key_file_is_named_and_its_content_is_not(home, content):
    path = home / "key.json"
    path.write_text(content, encoding="utf-8")
    assert "key.json isn't a service-account key" in failure(Access(key=str(path)))


def test_a_service_account_s_key_signs_every_request(server, home):
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    from cryptography.hazmat.primitives import serialization
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    path = home / "key.json"
    path.write_text(json.dumps({
        "type": "service_account", "project_id": "of-the-key", "private_key": private, "private_key_id": "1",
        "client_email": "robot@of-the-key.iam", "token_uri": f"{server.url}/token"}), encoding="utf-8")
    given = access(server)
    report = check_earth_engine(EarthEngine(replace(given, key=str(path))))
    assert "as robot@of-the-key.iam, with the project of-the-key" in report
    asked = {path: header for path, header in server.authorised if "of-the-key" in path}
    assert asked and set(asked.values()) == {"Bearer the-token"}
    assert "the-token" not in report and private[60:100] not in report


def test_a_key_pasted_in_place_of_its_path_is_not_repeated(home):
    pasted = json.dumps({"private_key": SECRET})
    assert "SERVICE_ACCOUNT_KEY doesn't exist" in failure(Access(key=pasted))


@pytest.mark.parametrize("message, told", [
    ("Not signed up for Earth Engine or project is not registered. Visit https://...", "register it at"),
    ("Earth Engine API has not been used in project 12 before or it is disabled.", "enable it at"),
    ("Caller does not have required permission to use project p.", "Service Usage Consumer"),
    ("Earth Engine compute quota exceeded for project p.", "quota of the project .* is used up"),
])
def test_a_project_that_may_not_be_used_is_told_at_once(server, message, told):
    for _ in range(9):
        server.fail(match="/v1/projects", status=403, message=message)
    with pytest.raises(EarthEngineError, match=told):
        connect(access(server))
    assert server.count("/v1/projects") == 1


def test_revoked_credentials_say_how_to_sign_in_again():
    exceptions = pytest.importorskip("google.auth.exceptions")
    problem = exceptions.RefreshError("invalid_grant: Token has been expired or revoked.", {"error": "invalid_grant"})
    assert not passes_by_itself(problem)
    assert "expired or revoked; run Test Earth Engine with Sign In ticked" in problem_in_words(problem)


def test_google_s_own_network_errors_pass_by_themselves():
    exceptions = pytest.importorskip("google.auth.exceptions")
    assert passes_by_itself(exceptions.TransportError("connection reset"))
    assert "check the network" in problem_in_words(exceptions.TransportError("no route"))


def test_the_status_is_found_behind_the_client_s_exception():
    class Response:
        status = "429"

    class Http(Exception):
        resp = Response()
    try:
        try:
            raise Http("slow down")
        except Http as inner:
            raise ee.EEException("slow down") from inner
    except ee.EEException as problem:
        assert status_of(problem) == 429 and passes_by_itself(problem)


def test_programming_errors_are_not_tried_again():
    assert not passes_by_itself(TypeError("no")) and not passes_by_itself(ee.EEException("no"))


@pytest.mark.parametrize("text", [
    f'{{"private_key": "{SECRET}"}}', f"client_secret={SECRET}", f"refresh_token: {SECRET}", f"Bearer {SECRET}",
    f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----", f"token ya29.{SECRET}", f"1//{SECRET}",
    f"key AIza{SECRET}"])
def test_secrets_are_struck_out_of_messages(text):
    assert SECRET not in without_secrets(f"before {text} after")
    assert SECRET not in problem_in_words(RuntimeError(text))


def test_what_is_no_answer_of_earth_engine_is_said_in_plain_words():
    page = problem_in_words(_incomplete(b"<!DOCTYPE html><html>Hotel Astoria</html>"), "NDVI")
    assert "NDVI" in page and "a web page came in place of data" in page and "Hotel" not in page
    assert "nothing came" in problem_in_words(_incomplete(b""))
    wrapped = ConnectionError("Pool(host='h'): (Caused by <object at 0x7f>: [Errno 111] Connection refused'))")
    assert "(Connection refused)" in problem_in_words(wrapped) and "0x7f" not in problem_in_words(wrapped)


def _incomplete(answer):
    with pytest.raises(Incomplete) as caught:
        decoded(answer, Window(0, 0, 4, 3), ["a"])
    return caught.value


def test_secrets_reach_neither_log_nor_files(server, tmp_path):
    listener = Listener()
    server.fail(status=503, message=f"Bearer {SECRET}")
    fetch_predictors(question(tmp_path), earth_engine(server), listener.monitor, TODAY)
    for _ in range(9):
        server.fail(match="value:compute", status=400, message=f"client_secret={SECRET}")
    with pytest.raises(EarthEngineError) as caught:
        fetch_predictors(question(tmp_path / "b"), earth_engine(server), listener.monitor, TODAY)
    assert SECRET not in listener.text + str(caught.value)
    assert not any(SECRET.encode() in path.read_bytes() for path in tmp_path.rglob("*.tif"))


def test_the_address_comes_from_the_environment_and_is_anonymous_on_this_machine(server, home, monkeypatch):
    monkeypatch.setenv(URL_VARIABLE, server.url + "/")
    opened = connect(Access(retry=Retry(2, 0.01, 0.01)))
    assert opened.address == server.url and opened.account == "anonymous"


def test_another_machine_is_never_asked_anonymously(home, monkeypatch):
    monkeypatch.setenv(URL_VARIABLE, "https://proxy.example")
    assert "no sign-in" in failure(Access(project="p"))


def test_test_earth_engine_says_in_one_line_that_it_works(server):
    report = check_earth_engine(earth_engine(server))
    assert report.startswith("Earth Engine works: as anonymous, with the project local") and "\n" not in report


def test_test_earth_engine_shows_quota_warnings(server):
    server.headers = {"X-Earth-Engine-Quota-Status": "parallelism_restricted=true"}
    with pytest.warns(UserWarning, match="restricted mode"):
        assert "non-commercial quota" in check_earth_engine(earth_engine(server))


def test_initialising_never_asks_for_the_list_of_deprecated_data_sets(server, monkeypatch):
    asked = []
    monkeypatch.setattr("urllib.request.urlopen", lambda *a, **k: asked.append(a) or (_ for _ in ()).throw(OSError()))
    connect(access(server))
    assert not asked and ee.deprecation._FetchDataCatalogStac.__name__ == "_FetchDataCatalogStac"


def test_what_is_used_of_the_client_s_inside_is_there():
    """Private names that a new client may drop: better found here than by a user."""
    assert callable(ee.deprecation._FetchDataCatalogStac) and callable(ee.oauth.get_credentials_arguments)
    assert callable(ee.data.setMaxRetries) and callable(ee.data.computePixels) and ee.oauth.SCOPES


def test_a_cancelled_run_leaves_the_client_usable_for_others(server):
    opened = connect(access(server))
    with pytest.raises(Cancelled), opened.workers():
        raise Cancelled()
    assert ee.data.computeValue(ee.Number(41).add(1)) == 42
    assert opened.ask(lambda: ee.data.computeValue(ee.Number(41).add(1)), "a sum") == 42


def test_a_damaged_sign_in_counts_as_none_however_it_is_damaged(home):
    signed_in(home)
    for content in ("[" * 90_000, "[]", "null", '{"refresh_token": {}}'):
        (home / ".config" / "earthengine" / "credentials").write_text(content, encoding="utf-8")
        connecting = failure(Access(project="p", url="https://nowhere.invalid"))
        assert "no sign-in" in connecting or "can't be reached" in connecting


def planted(home, server):
    """(path, secrets) of a service account's key whose every secret is known."""
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    from cryptography.hazmat.primitives import serialization
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    path = home / "key.json"
    path.write_text(json.dumps({
        "type": "service_account", "project_id": "p", "private_key": private, "private_key_id": "id-0123456789abcdef",
        "client_email": "robot@p.iam", "token_uri": f"{server.url}/token"}), encoding="utf-8")
    return path, [private, "id-0123456789abcdef", *[line for line in private.splitlines() if "PRIVATE" not in line]]


@pytest.mark.parametrize("part", ["whole", "one line", "escaped", "the key's id", "a signed assertion"])
def test_a_server_that_sends_back_the_key_finds_it_in_no_message(server, home, caplog, part):
    path, secrets = planted(home, server)
    sent = {"whole": secrets[0], "one line": f"bad line {secrets[5]} here", "escaped": json.dumps(secrets[0]),
            "the key's id": secrets[1], "a signed assertion": "assertion=eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJl"}[part]
    given, listener = replace(access(server), key=str(path)), Listener()
    for match in ("token", "discovery", "value:compute"):
        server.fail(match=match, status=400, message=sent)
        with pytest.raises(EarthEngineError) as caught:
            check_earth_engine(EarthEngine(given), listener.monitor)
        server.faults.clear()
        told = str(caught.value) + listener.text
        assert not any(secret in told for secret in secrets) and "eyJhbGciOi" not in told


def test_a_password_of_the_proxy_is_struck_out():
    assert "pass" not in problem_in_words(ConnectionError("proxy http://user:pass@proxy:3128 refused"))


def test_what_is_no_answer_at_all_is_not_called_a_broken_network():
    assert "can't be understood" in problem_in_words(RecursionError("maximum recursion depth exceeded"))
    assert "can't be reached" in problem_in_words(ConnectionResetError("reset by peer"))


def test_the_steps_to_a_sign_in_are_told_where_there_is_none(home):
    listener = Listener()
    with pytest.raises(EarthEngineError, match="Sign In ticked"):
        check_earth_engine(EarthEngine(Access(project="p")), listener.monitor)
    for wanted in ("Google account", "projectcreate", "console.cloud.google.com/earth-engine", "SERVICE_ACCOUNT_KEY"):
        assert wanted in listener.text


class Browser:
    """Someone who allows access in the browser, or doesn't: the page then calls this computer."""

    def __init__(self, answer):
        self.answer, self.opened = answer, []

    def __call__(self, address):
        self.opened.append(address)
        back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        threading.Thread(target=self.call_back, args=(back,), daemon=True).start()

    def call_back(self, address):
        with suppress(OSError, HTTPException):
            urlopen(f"{address}/?{self.answer}", timeout=10).read()


def test_signing_in_opens_the_browser_and_keeps_the_credentials(home, monkeypatch):
    asked = []

    def token(code, verifier, scopes=None, redirect_uri=None):
        asked.append(code)
        return "the-refresh-token-of-a-person"
    monkeypatch.setattr(ee.oauth, "request_token", token)
    listener, browser = Listener(), Browser("code=4/the-code")
    EarthEngine(Access(project="p")).sign_in(browser, listener.monitor)
    assert asked == ["4/the-code"] and browser.opened[0].startswith("https://accounts.google.com/")
    assert "Signed in" in listener.text and browser.opened[0] in listener.text
    stored = json.loads((home / ".config" / "earthengine" / "credentials").read_text(encoding="utf-8"))
    assert stored["refresh_token"] == "the-refresh-token-of-a-person"
    assert "the-refresh-token" not in listener.text


def test_signing_in_ends_when_nobody_answers_or_the_run_is_cancelled(home):
    with pytest.raises(SignInError, match="Nobody signed in"):
        sign_in(lambda address: None, patience=0.3)
    with pytest.raises(Cancelled):
        sign_in(lambda address: None, Listener(lambda: True).monitor)


def test_a_refusal_in_the_browser_is_told(home, capfd):
    for _ in range(2):      # the second time needs the first one's port no longer
        with pytest.raises(SignInError, match="not allowed in the browser"):
            sign_in(Browser("error=access_denied"))
    assert capfd.readouterr() == ("", "")


def test_a_sign_in_that_google_refuses_is_told(home, monkeypatch):
    def refused(*_, **__):
        raise ValueError("access_denied by the person")
    monkeypatch.setattr(ee.oauth, "request_token", refused)
    with pytest.raises(SignInError, match="Signing in failed .access_denied"):
        sign_in(Browser("code=x"))
