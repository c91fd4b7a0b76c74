"""Model files and ISMN archives, changed at random: each is read, or refused with an InputError; never anything else.

    python -m benchmarks.reliability.fuzz --minutes 10 --seed 1

Half of the model files are changed behind their checksum and signed again, so that readers see what a hostile writer
could write. A model that is read must predict, too. Prints the number of inputs tried; exits with 1 and keeps the input
when one ends in another exception or takes longer than LONGEST seconds.
"""
import argparse
import hashlib
import io
import json
import os
import random
import shutil
import struct
import sys
import tempfile
import time
import traceback
import zipfile
from typing import Callable, Dict, List, Tuple

import numpy as np

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.monitor import SILENT
from smdownscale_plugin.regression.methods import METHODS
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import read_model, write_model
from smdownscale_plugin.regression.rows import Rows
from smdownscale_plugin.samples.features import Feature, Features
from smdownscale_plugin.stations.registry import read_sensors

LONGEST = 20.0           # seconds for one input, on a busy machine
_SMALL = {"n_estimators": 3, "networks": 1, "neurons": 4, "epochs": 3, "max_rows": 100}
_METHODS = ("linear", "random_forest", "svr", "neural_network")
_ODD = (0, -1, 1, 2 ** 31 - 1, -2 ** 31, 2 ** 63 - 1, 1e308, -1e308, 1e-320, float("nan"), float("inf"), "", "x" * 5000,
        None, True, [], {}, [[[]]], [1] * 1000, {"a": {"a": {}}}, "../../etc", "\0", "\ud800".encode("utf-16-le",
                                                                                                "surrogatepass").hex())
_PLACE = "NET  NET  STATION{0}   45.1{0}  8.2  120.0  0.00  0.05  Probe-{0}"


def model_bytes(folder: str) -> List[bytes]:
    """Small models of several methods, as files."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 3)).astype(np.float32)
    y = 0.2 + 0.03 * x[:, 0] - 0.02 * np.sin(x[:, 1])
    features = Features(tuple(Feature(name) for name in ("a", "b", "c")))
    out = []
    for name in _METHODS:
        method = METHODS[name]
        if not method.present:
            continue
        settings = method.checked({key: value for key, value in _SMALL.items() if key in method.settings})
        fit = method.fit(Rows(x, y), settings, 1, 1, SILENT)
        path = os.path.join(folder, f"{name}.smdm")
        write_model(path, Model(fit, features, np.stack([x.min(0), x.max(0)], 1).astype(float), {"method": name}))
        with open(path, "rb") as file:
            out.append(file.read())
    return out


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, taken out or put in."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        place = chance.randrange(len(data)) if data else 0
        action = chance.randrange(4)
        if action == 0 and data:
            data[place] ^= 1 << chance.randrange(8)
        elif action == 1:
            data[place:place + chance.randrange(1, 64)] = b""
        elif action == 2:
            data[place:place] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 16)))
        else:
            data[place:place + 8] = chance.choice((b"\xff" * 8, bytes(8), struct.pack("<q", -1)))
    return bytes(data)


def resigned(content: bytes, chance: random.Random) -> bytes:
    """A model file with a changed description or arrays, and a checksum that fits."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        document, arrays = json.loads(archive.read("model.json")), archive.read("arrays.npz")
    if chance.random() < 0.5:
        _change(document, chance)
    else:
        arrays = _changed_arrays(arrays, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.json", json.dumps(document))
        archive.writestr("arrays.npz", arrays)
    body = out.getvalue()[:-2] + struct.pack("<H", 12 + 64) + b"smdm sha256 "
    return body + hashlib.sha256(body).hexdigest().encode()


def _change(document: dict, chance: random.Random) -> None:
    at = document
    while True:
        key = chance.choice(list(at)) if isinstance(at, dict) and at else chance.randrange(len(at))
        inner = at[key]
        if not isinstance(inner, (dict, list)) or not inner or chance.random() < 0.3:
            break
        at = inner
    if chance.random() < 0.2:
        del at[key]
    else:
        at[key] = chance.choice(_ODD)


def _changed_arrays(content: bytes, chance: random.Random) -> bytes:
    with np.load(io.BytesIO(content)) as stored:
        arrays = {name: np.array(stored[name]) for name in stored.files}
    name = chance.choice(list(arrays))
    array = arrays[name]
    action = chance.randrange(5)
    if action == 0 and array.size:
        array.flat[chance.randrange(array.size)] = chance.choice((-1, 0, 1, 7, 2 ** 30, -2 ** 30))
    elif action == 1 and array.dtype.kind == "f" and array.size:
        array.flat[chance.randrange(array.size)] = chance.choice((np.nan, np.inf, -np.inf, 1e300 if array.itemsize == 8
                                                                  else 3e38))
    elif action == 2:
        arrays[name] = array.reshape(-1)[:chance.randrange(array.size + 1)]
    elif action == 3:
        arrays[name] = np.concatenate([array.reshape(-1)] * chance.randrange(2, 6))
    else:
        del arrays[name]
    out = io.BytesIO()
    np.savez(out, **arrays)
    return flipped(out.getvalue(), chance) if chance.random() < 0.2 else out.getvalue()


def ismn_archive(chance: random.Random) -> bytes:
    """An archive of the ISMN: whole, with lines spoilt, or with its bytes changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for number in range(chance.randrange(1, 4)):
            lines = [_PLACE.format(number)] + [
                f"2020/06/{day:02d} {hour:02d}:00   {0.1 + 0.001 * hour:.4f}  G  M"
                for day in range(1, 4) for hour in range(24)]
            text = "\n".join(lines).encode()
            if chance.random() < 0.7:
                text = _spoilt(text, chance)
            name = f"NET/S{number}/NET_NET_S{number}_sm_0.000000_0.050000_Probe_20200601_20200603.stm"
            if chance.random() < 0.1:
                name = chance.choice(("../x.stm", "/etc/x.stm", "a\\..\\b.stm", "x" * 300 + ".stm", ".stm", "a.csv"))
            archive.writestr(name, text)
    content = out.getvalue()
    return flipped(content, chance) if chance.random() < 0.4 else content


def _spoilt(text: bytes, chance: random.Random) -> bytes:
    words = text.split(b" ")
    for _ in range(chance.choice((1, 1, 3, 20))):
        words[chance.randrange(len(words))] = chance.choice((
            b"", b"nan", b"1_0e-2", b"-9999", b"1e999", b"\xff\xfe", b"\0", b"2020/02/30", b"25:61", b"0001/01/01",
            b"9999/12/31", b"\n", b"\n\n\n", b"9" * 400, b"-", "١".encode(), b"45.1 8.2", b"\r"))
    return flipped(b" ".join(words), chance) if chance.random() < 0.3 else b" ".join(words)


def read_a_model(path: str) -> None:
    """Read a model file and predict with it."""
    model = read_model(path)
    if model.features.columns:
        table = np.zeros((4, len(model.features.columns)), np.float32)
        with np.errstate(all="ignore"):
            model.predict(table)
            model.outside(table)


def read_stations(path: str) -> None:
    """Read all sensors of an archive."""
    for sensor in read_sensors([path]):
        assert len(sensor.times) == len(sensor.values)


def targets(folder: str) -> List[Tuple[str, Callable[[random.Random], bytes], Callable[[str], None]]]:
    """(suffix, maker of content, reader) of everything that is tried."""
    models = model_bytes(folder)
    return [(".smdm", lambda chance: flipped(chance.choice(models), chance), read_a_model),
            (".smdm", lambda chance: resigned(chance.choice(models), chance), read_a_model),
            (".zip", ismn_archive, read_stations)]


def run(seconds: float, seed: int, folder: str) -> Tuple[Dict[str, int], List[str]]:
    """Try inputs for so long: (how many were read and refused, what else happened)."""
    kinds, chance = targets(folder), random.Random(seed)
    counts, findings, until = {"read": 0, "refused": 0}, [], time.monotonic() + seconds
    while time.monotonic() < until:
        suffix, make, read = chance.choice(kinds)
        path, began = os.path.join(folder, "input" + suffix), time.monotonic()
        with open(path, "wb") as file:
            file.write(make(chance))
        try:
            read(path)
            counts["read"] += 1
        except InputError:
            counts["refused"] += 1
        except Exception:
            findings.append(traceback.format_exc())
        if time.monotonic() - began > LONGEST:
            findings.append(f"took {time.monotonic() - began:.0f} s")
        if findings:
            os.replace(path, os.path.join(folder, "finding" + suffix))
            break
    return counts, findings


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="smdownscale_fuzz_")
    counts, findings = run(60 * options.minutes, options.seed, folder)
    print(f"{sum(counts.values()) + len(findings)} inputs in {options.minutes:g} minutes, seed {options.seed}: "
          f"{counts['read']} read, {counts['refused']} refused, {len(findings)} findings")
    for finding in findings:
        print(finding, f"kept in {folder}", sep="\n")
    if not findings:
        shutil.rmtree(folder)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
