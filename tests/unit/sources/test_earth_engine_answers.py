"""Answers that no server should give: without end, packed a thousandfold, of another shape."""
import gzip
import io
import threading
import tracemalloc
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from smdownscale_plugin.rasters.windows import Window
from smdownscale_plugin.sources.earth_engine.pixels import decoded, largest_answer
from smdownscale_plugin.sources.earth_engine.problems import EarthEngineError, Incomplete
from smdownscale_plugin.sources.earth_engine.transport import Patience, Transport, Unpacking

pytest.importorskip("ee", reason="earthengine-api is not installed")
MEGABYTE = 1_000_000
TILE = Window(0, 0, 4, 3)


class Answering:
    """A server that sends one body, with these headers; a body that is a generator has no end that is announced."""

    def __init__(self, body, **headers):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                """Say nothing."""

            def do_GET(self):
                self.send_response(200)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                if isinstance(body, bytes):
                    self.send_header("Content-Length", str(len(body)))
                else:
                    self.send_header("Connection", "close")
                self.end_headers()
                try:
                    for part in [body] if isinstance(body, bytes) else body():
                        self.wfile.write(part)
                except OSError:
                    pass
                self.close_connection = True
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_address[1]}/"

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def asked(url, most):
    transport = Transport(Patience(5.0, 20.0, 60.0))
    with transport.at_most(most):
        return transport.request(url)[1]


def test_an_answer_without_end_is_given_up_at_what_was_asked_for():
    def endless():
        while True:
            yield b"x" * 65_536
    with Answering(endless) as url, pytest.raises(EarthEngineError, match=r"over 2 MB.*is the address"):
        asked(url, 2 * MEGABYTE)


def test_a_packed_bomb_is_given_up_before_it_fills_the_memory():
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(400)) + packer.flush()
    assert len(bomb) < MEGABYTE
    tracemalloc.start()
    try:
        with Answering(bomb, Content_Encoding="gzip") as url, pytest.raises(EarthEngineError, match="over 3 MB"):
            asked(url, 3 * MEGABYTE)
        assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding, pack", [("", bytes), ("identity", bytes), ("gzip", gzip.compress),
                                            ("deflate", zlib.compress)])
def test_an_honest_answer_arrives_whole(encoding, pack):
    text = bytes(range(256)) * 2000
    headers = {"Content_Encoding": encoding} if encoding else {}
    with Answering(pack(text), **headers) as url:
        assert asked(url, MEGABYTE) == text


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(b"cut short" * 99, mtime=0)[:-12]],
                         ids=["no gzip", "cut short"])
def test_an_answer_that_can_t_be_unpacked_is_worth_another_try(body):
    with Answering(body, Content_Encoding="gzip") as url, pytest.raises(Incomplete):
        asked(url, MEGABYTE)


def test_another_thread_s_limit_is_its_own():
    transport, seen = Transport(), []
    with transport.at_most(10):
        thread = threading.Thread(target=lambda: seen.append(getattr(transport._local, "most", None)))
        thread.start()
        thread.join()
    assert seen == [None]


def test_unpacking_counts_every_byte_once():
    unpacking = Unpacking("gzip", 1000)
    for byte in gzip.compress(b"y" * 1000):
        unpacking.add(bytes([byte]))
    assert unpacking.whole() == b"y" * 1000


def npy(values) -> bytes:
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


def header(shape, kind="[('a', '<f4')]") -> bytes:
    text = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


@pytest.mark.parametrize("answer", [
    b"", b"nothing", header((10 ** 12, 10 ** 6)), header((-3, 4)), header("3, 4"), header((3, 4), "'|O'"),
    header((3, 4), "[('a', '<U100000000')]"), header("((" * 2000), header((3, 4), "[" * 5000), header((3, 4))[:-20],
    npy(np.zeros((3, 4), [("b", "<f4")])), npy(np.zeros((4, 3), [("a", "<f4")])), npy(np.zeros((3, 4))),
    npy(np.zeros((3, 4), [("a", "<f4")]))[:-1]])
def test_an_answer_that_is_another_array_is_worth_another_try(answer):
    tracemalloc.start()
    try:
        with pytest.raises(Incomplete):
            decoded(answer, TILE, ["a"])
        assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_what_was_asked_for_fits_into_the_limit():
    for bands in (1, 26, 300):
        tile = npy(np.zeros((3, 4), [(f"a_band_with_a_long_name_{k}_looks", "<f8") for k in range(bands)]))
        assert len(tile) <= largest_answer(TILE, bands)
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    packed = np.zeros((3, 4), [("a", "<f4")])
    packed["a"] = values
    np.testing.assert_array_equal(decoded(npy(packed), TILE, ["a"])[0], values)
