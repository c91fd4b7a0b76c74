"""A small Earth Engine of our own for tests: it speaks the client's protocol and answers with values that are known.

Pixels are a function of their position, so that any tiling must give the same map; faults are queued and counted.
"""
import io
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import numpy as np


def pixel(band: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The value of the server's world at a place, for the band with that place in the list."""
    return (0.3 + 0.001 * band + 0.1 * np.sin(x / 7e3) * np.cos(y / 9e3)).astype(np.float32)


class _Listener(ThreadingHTTPServer):
    """Eight connections at once must not overflow the queue: the ninth would come a second later, after its run."""

    daemon_threads = True
    request_queue_size = 64


class EarthEngineServer:
    """The server, its log and its faults; `images` maps an asset to its images: {index: milliseconds}."""

    def __init__(self, ee):
        tests = Path(ee.__file__).parent / "tests"
        document = (tests / "cloud_api_discovery_document.json").read_text(encoding="utf-8").replace("v1alpha", "v1")
        self.discovery = document
        self.algorithms = (tests / "algorithms.json").read_bytes()
        self.images, self.faults, self.log, self.bands = {}, [], [], ["band"]
        self.projection = {"type": "Projection", "crs": "EPSG:4326", "transform": [0.08, 0, -180, 0, -0.08, 85.0445664]}
        self.authorised = set()
        self.headers, self.delay, self.active, self.peak = {}, 0.0, 0, 0
        self.too_heavy_above = None
        self.lock = threading.Lock()
        self.waking = threading.Event()
        self.httpd = _Listener(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.httpd.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.httpd.server_address[1]}"

    def reset(self):
        """Forget faults and log, once the requests of runs that ended have come to their end; hangs are woken."""
        self.faults = []
        self.waking.set()
        self.wait_until_idle()
        self.waking = threading.Event()
        self.faults, self.log, self.headers, self.delay, self.peak, self.too_heavy_above = [], [], {}, 0.0, 0, None

    def fail(self, **fault):
        """Queue a fault for the next request whose path holds `match` (default: pixels)."""
        self.faults.append({"match": "computePixels", **fault})

    def count(self, part: str) -> int:
        """Requests whose path held this text."""
        return sum(part in path for path, _ in self.log)

    def wait_until_idle(self, patience: float = 60.0):
        """Return when no thread of a run is left and no request is under way: nothing of it can come any more."""
        end = time.monotonic() + patience
        while self.active or any(t.name.startswith("fetching-") for t in threading.enumerate()):
            assert time.monotonic() < end, "requests of a run that ended are still under way"
            time.sleep(0.01)

    def answer(self, path, body):
        """(status, body) of a request."""
        if "$discovery" in path:
            return 200, self.discovery.replace("https://earthengine.googleapis.com", self.url).encode()
        if path.endswith("/token"):
            return 200, b'{"access_token": "the-token", "expires_in": 3600, "token_type": "Bearer"}'
        if path.endswith("/algorithms"):
            return 200, self.algorithms
        if path.endswith("/value:compute"):
            return 200, json.dumps({"result": self._value(body)}).encode()
        if path.endswith("/image:computePixels"):
            return self._pixels(body)
        return 404, b'{"error": {"code": 404, "message": "Not found"}}'

    def _value(self, body):
        text = json.dumps(body)
        if "Projection" in text or "Image.projection" in text:
            return self.projection
        if "aggregate" in text.lower():
            asset = re.search(r'ImageCollection\.load.*?"constantValue": "([^"]+)"', text).group(1)
            images = self.images.get(asset, {})
            return [list(images.values()), list(images)]
        return 42

    def _pixels(self, body):
        size, affine = body["grid"]["dimensions"], body["grid"]["affineTransform"]
        width, height = size["width"], size["height"]
        if self.too_heavy_above and width * height > self.too_heavy_above:
            return 400, b'{"error": {"code": 400, "message": "User memory limit exceeded."}}'
        x = affine["translateX"] + affine["scaleX"] * (np.arange(width) + 0.5)
        y = affine["translateY"] + affine["scaleY"] * (np.arange(height) + 0.5)
        out = np.zeros((height, width), [(name, "<f4") for name in self.bands_of(body)])
        for number, name in enumerate(out.dtype.names):
            out[name] = pixel(number, *np.meshgrid(x, y))
        file = io.BytesIO()
        np.save(file, out)
        return 200, file.getvalue()

    def bands_of(self, body):
        """Names of the asked image's bands, in order: those that each of its parts was last given by Image.rename."""
        values = body["expression"]["values"]

        def resolved(node):
            return values[node["valueReference"]] if "valueReference" in node else node

        def names_in(node):
            call = resolved(node).get("functionInvocationValue", {"arguments": {}})
            arguments = call["arguments"]
            if call.get("functionName") == "Image.rename":
                return resolved(arguments["names"])["constantValue"]
            parts = ("dstImg", "srcImg", "input", "value", "image")
            return [name for part in parts if part in arguments for name in names_in(arguments[part])]
        return names_in({"valueReference": body["expression"]["result"]})

    def _handler(server):    # noqa: N805, C901 - the handler's own self is another
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                """Say nothing."""

            def do_GET(self):
                self._serve(None)

            def do_POST(self):
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length)
                if len(raw) < length:      # the client was killed while it sent this
                    self.close_connection = True
                    return
                server.authorised.add((self.path.partition("?")[0], self.headers.get("Authorization")))
                self._serve(json.loads(raw) if raw.startswith(b"{") else {})

            def _serve(self, body):
                path = unquote(self.path.partition("?")[0]) if "$" not in self.path else self.path
                with server.lock:
                    server.active += 1
                    server.peak = max(server.peak, server.active)
                    fault = next((f for f in server.faults if f["match"] in path), None)
                    if fault:
                        server.faults.remove(fault)
                try:
                    self._send(path, body, fault or {})
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def _send(self, path, body, fault):
                server.log.append((path, fault.get("status")))
                time.sleep(server.delay)
                server.waking.wait(fault.get("hang", 0))
                try:
                    status, content = server.answer(path, body)
                finally:
                    with server.lock:      # before the answer: the client may ask again before this thread goes on
                        server.active -= 1
                if fault.get("drop"):
                    self.close_connection = True
                    return
                if fault.get("status"):
                    status = fault["status"]
                    message = fault.get("message", "injected")
                    content = json.dumps({"error": {"code": status, "message": message}}).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                for name, value in server.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if fault.get("truncate"):
                    self.wfile.write(content[:len(content) // 2])
                    self.wfile.flush()
                    self.close_connection = True
                    self.connection.close()
                    return
                self.wfile.write(content)
        return Handler
