"""The model file `.smdm`: a zip with `model.json` and the fitted numbers as plain arrays. No pickle in it.

The zip's comment ends with the SHA-256 of all bytes before it, so that a file that was altered or cut short is refused
before anything in it is read. Sizes and shapes are checked before memory is taken for them.
"""
import ast
import hashlib
import io
import json
import os
import struct
import zipfile
import zlib
from typing import Any, Dict, List, Mapping

import numpy as np

from ..errors import InputError, ModelFileError
from ..rasters.writing import atomic_path
from ..samples.denoising import MOST_WIDTH
from ..samples.features import Features
from ..scaling.corrections import MADE
from .applicability import Applicability
from .fit import below, take
from .methods import fit_of_file
from .model import Model

FORMAT = 1
_COMMENT = b"smdm sha256 "
_DIGEST, _FINGERPRINT = 64, 16   # characters of a SHA-256, and how many of them name the file
_LARGEST_FILE = 2 * 1024 ** 3
_LARGEST_JSON = 16 * 1024 ** 2
_UNSUSPICIOUS, _HIGHEST_RATIO = 32 * 1024 ** 2, 20   # bytes that may unpack from anything; beyond, fitted numbers don't
_LONGEST_HEADER = 4096
_MOST_DIMENSIONS = 5
_MEMBERS = ("model.json", "arrays.npz")
_KINDS = ("<f8", "<f4", "<i8", "<i4")
# all that a crafted zip can raise in Python's zipfile and zlib
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError,
           ValueError, OverflowError, KeyError, IndexError)
# what is used of the description: name, smallest and largest number
_NUMBERS = {"footprint_km": (0.0, 1000.0), "min_coverage": (0.0, 1.0), "coarse_scale": (1e-9, 1e9)}
_TEXTS = ("product", "method", "method_label", "taught_by")
_BUDGET = ("between", "between_corrected", "within", "product_noise_variance")


def write_model(path: str, model: Model) -> str:
    """Write a model file (same model, same bytes); OutputError when it can't be written."""
    arrays = {**{f"fit/{name}": array for name, array in model.fit.arrays().items()}, "ranges": model.ranges}
    if model.applicability:
        arrays.update({f"applicability/{name}": array for name, array in model.applicability.arrays().items()})
    document = {"format": FORMAT, "kind": model.fit.kind, "features": model.features.to_json(), **model.about}
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)
    members = {"model.json": text.encode(), "arrays.npz": _npz(arrays)}
    body = _zip(members, zipfile.ZIP_DEFLATED)[:-2]     # less the length of the (empty) comment
    body += struct.pack("<H", len(_COMMENT) + _DIGEST) + _COMMENT
    with atomic_path(path) as temporary, open(temporary, "wb") as file:
        file.write(body + hashlib.sha256(body).hexdigest().encode())
    return path


def read_model(path: str) -> Model:
    """Read a model file.

    Raises ModelFileError when it isn't one, was altered or cut short, or comes from a newer version.
    """
    content = _bytes(path)
    members = _members(content, path)
    document = _document(members["model.json"], path)
    arrays = _arrays(members["arrays.npz"], path)
    features = Features.from_json(document.pop("features", ()))
    columns = len(features.columns)
    ranges = take(arrays, "ranges", 2)
    if ranges.shape != (columns, 2):
        raise ModelFileError(f"The numbers in the model file {path} don't match its predictors; train the model again.")
    fit = fit_of_file(document.pop("kind", ""), below("fit/", arrays), columns)
    if fit.variables != len(_texts(document.get("series", []), path)):
        raise ModelFileError(f"The model in the model file {path} doesn't match its list of daily series; it was "
                             "altered: train the model again.")
    applicability = below("applicability/", arrays)
    document.pop("format")
    if fit.needs.surroundings:
        _checked_grid(document, path)
    return Model(fit, features, ranges, _checked(document, path, columns),
                 Applicability.from_arrays(features, applicability) if applicability else None,
                 content[-_DIGEST:][:_FINGERPRINT].decode("ascii"))


def _bytes(path: str) -> bytes:
    if not os.path.isfile(path):
        raise InputError(f"The model file {path} doesn't exist; train a model or check the path.")
    if os.path.getsize(path) > _LARGEST_FILE:
        raise ModelFileError(f"The model file {path} is too large to be one; train the model again.")
    with open(path, "rb") as file:
        begins_right = file.read(2) == b"PK"
        file.seek(0)
        content = file.read() if begins_right else b""
    body, digest = content[:-_DIGEST], content[-_DIGEST:]
    if not body.endswith(_COMMENT):
        raise ModelFileError(f"{path} isn't a model file of Soil Moisture Downscale, or was cut short; choose a .smdm "
                             "file that Train Model wrote.")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise ModelFileError(f"The model file {path} was altered after it was written; train the model again.")
    return content


def _members(content: bytes, path: str) -> Dict[str, bytes]:
    """The two members of the zip, their declared sizes checked before they are unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if sorted(i.filename for i in infos) != sorted(_MEMBERS):
                raise ModelFileError(f"The model file {path} lacks parts that every model file has; train the model "
                                     "again.")
            if any(i.compress_type != zipfile.ZIP_DEFLATED for i in infos):
                raise ModelFileError(f"The model file {path} is compressed in an unknown way; train the model again.")
            limits = {"model.json": _LARGEST_JSON, "arrays.npz": _LARGEST_FILE}
            if any(i.file_size > min(limits[i.filename], max(_UNSUSPICIOUS, _HIGHEST_RATIO * i.compress_size))
                   for i in infos):
                raise ModelFileError(f"The model file {path} unpacks to more data than any model has; train the model "
                                     "again.")
            return {i.filename: archive.read(i) for i in infos}
    except _BROKEN as problem:
        raise ModelFileError(f"The model file {path} can't be unpacked ({problem}); train the model again.") from None


def _document(content: bytes, path: str) -> Dict[str, Any]:
    try:
        document = json.loads(content.decode())
    except (ValueError, RecursionError):
        raise ModelFileError(f"The description in the model file {path} can't be read; train the model "
                             "again.") from None
    if not isinstance(document, dict) or type(document.get("format")) is not int or document["format"] < 1:
        raise _malformed(path)
    if document["format"] > FORMAT:
        raise ModelFileError(f"The model file {path} was written by a newer version of the plugin (format "
                             f"{document['format']}, known is {FORMAT}); update the plugin.")
    return document


def _checked(about: Dict[str, Any], path: str, columns: int) -> Dict[str, Any]:
    """The rest of the description: what maps are made from is of the right type and within its range."""
    for name, limits in _NUMBERS.items():
        if not _is_number(about.get(name, limits[1]), *limits):
            raise _malformed(path)
    if about.get("product_noise") is not None and not _is_number(about["product_noise"], 0.0, 1.0):
        raise _malformed(path)
    noise = about.get("pixel_noise") or [0.0] * columns
    if not isinstance(noise, list) or len(noise) != columns or not all(_is_number(n, 0.0, 1e30) for n in noise):
        raise _malformed(path)
    budget, assessment = about.get("error_budget", {}), about.get("assessment", {})
    if budget != {} and not (isinstance(budget, dict) and all(_is_number(budget.get(n), 0.0, 1.0) for n in _BUDGET)):
        raise _malformed(path)
    _check_detail(about, budget, path)
    rmse = assessment.get("rmse", {}) if isinstance(assessment, dict) else None
    if rmse != {} and not (isinstance(rmse, dict) and all(type(rmse.get(kind)) in (int, float) for kind in MADE)) \
            or not all(isinstance(about.get(name, ""), str) for name in _TEXTS):
        raise _malformed(path)
    return about


def _check_detail(about: Dict[str, Any], budget: Any, path: str) -> None:
    """What was found out about the detail of maps."""
    made = about.get("scale_up", {})
    if made != {} and not (isinstance(made, dict) and made.get("correction") in MADE
                           and _numbers(made.get("rmse"), 1e3) and _expected(made.get("expected", {}))):
        raise _malformed(path)
    if not all(_numbers(found, 1.0) for found in (about.get("outside", {}), about.get("detail_weights", {}),
                                                  budget.get("finished", {}))) \
            or not all(_is_number(budget.get(name, 0.0), 0.0, 1.0) for name in ("predictor_noise", "noise_contrast")):
        raise _malformed(path)
    spans = about.get("pixel_ranges", {})
    if not isinstance(spans, dict) or not all(isinstance(span, list) and len(span) == 2 and all(
            _is_number(end, -1e30, 1e30) for end in span) and span[0] <= span[1] for span in spans.values()):
        raise _malformed(path)
    if not _numbers(about.get("averaged", {}), MOST_WIDTH):
        raise _malformed(path)
    regional = about.get("regional", {})
    if not isinstance(regional, dict) or not _is_number(regional.get("width_cells", 1.0), 1e-3, 1e4) \
            or about.get("assumed_noise") is not None and not _is_number(about["assumed_noise"], 0.0, 1.0):
        raise _malformed(path)


def _checked_grid(about: Dict[str, Any], path: str) -> None:
    """The grid of the coarse product, which models need that split predictors into regional and local parts."""
    grid = about.get("coarse_grid")
    if not isinstance(grid, dict) or not isinstance(grid.get("crs"), str) \
            or "width_cells" not in about.get("regional", {}):
        raise _malformed(path)
    transform, shape = grid.get("transform"), grid.get("shape")
    if not isinstance(transform, list) or len(transform) != 6 or not isinstance(shape, list) or len(shape) != 2 \
            or not all(_is_number(n, -1e12, 1e12) for n in transform) or not all(_is_number(n, 1, 1e7) for n in shape) \
            or not transform[1] or not transform[5]:
        raise _malformed(path)


def _texts(value: Any, path: str) -> List[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value) or len(set(value)) < len(value):
        raise _malformed(path)
    return value


def _expected(values: Any) -> bool:
    """Whether this is what is expected of maps at the fine scale: skills may be below 0."""
    return isinstance(values, dict) and all(_is_number(value, -1e6, 1.0) for value in values.values())


def _numbers(values: Any, most: float) -> bool:
    """Whether this is a dictionary of numbers from 0 to `most`."""
    return isinstance(values, dict) and all(_is_number(value, 0.0, most) for value in values.values())


def _is_number(value: Any, low: float, high: float) -> bool:
    return type(value) in (int, float) and low <= value <= high


def _malformed(path: str) -> ModelFileError:
    return ModelFileError(f"The description in the model file {path} is malformed; train the model again.")


def _zip(members: Mapping[str, bytes], compression: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)           # a fixed date: the same model gives the same bytes
            info.compress_type = compression
            archive.writestr(info, content)
    return out.getvalue()


def _npz(arrays: Mapping[str, np.ndarray]) -> bytes:
    members = {}
    for name, array in arrays.items():
        out = io.BytesIO()
        array = np.ascontiguousarray(array)
        np.lib.format.write_array(out, array.astype(array.dtype.newbyteorder("<")), version=(1, 0), allow_pickle=False)
        members[f"{name}.npy"] = out.getvalue()
    return _zip(members, zipfile.ZIP_STORED)


def _arrays(content: bytes, path: str) -> Dict[str, np.ndarray]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            strange = any(i.compress_type != zipfile.ZIP_STORED for i in infos)
            shared = sum(i.file_size for i in infos) > len(content)        # entries that lie over each other
            if strange or shared or len({i.filename for i in infos}) < len(infos):
                raise ModelFileError(f"The arrays of the model file {path} are compressed in an unknown way; train the "
                                     "model again.")
            return {i.filename[:-4]: _array(archive.read(i), path) for i in infos}
    except _BROKEN as problem:
        raise ModelFileError(f"The arrays of the model file {path} can't be read ({problem}); train the model "
                             "again.") from None


def _array(content: bytes, path: str) -> np.ndarray:
    """One `.npy` (format 1.0): its header is checked against the bytes that are there."""
    wrong = ModelFileError(f"An array of the model file {path} is malformed; train the model again.")
    if len(content) < 10 or content[:8] != b"\x93NUMPY\x01\x00":
        raise wrong
    length, = struct.unpack("<H", content[8:10])
    if length > _LONGEST_HEADER or len(content) < 10 + length:
        raise wrong
    try:
        header = ast.literal_eval(content[10:10 + length].decode("latin-1").strip())
        kind, shape, order = header["descr"], tuple(header["shape"]), header["fortran_order"]
    except (ValueError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError):
        raise wrong from None
    if kind not in _KINDS or order or len(shape) > _MOST_DIMENSIONS:
        raise wrong
    if not all(type(n) is int and n >= 0 for n in shape):
        raise wrong
    count = 1
    for n in shape:
        count *= n
    if count * np.dtype(kind).itemsize != len(content) - 10 - length:
        raise wrong
    return np.frombuffer(content, kind, count, 10 + length).reshape(shape).astype(np.dtype(kind).newbyteorder("="))
