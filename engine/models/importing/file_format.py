"""Say what a file that is offered as a model and is no GGUF really is, by its first bytes and its name."""

from __future__ import annotations

import re
from pathlib import Path

from engine.files.names import is_file
from engine.files.opening import open_ordinary_file
from engine.models.llama.gguf import MAGIC
from engine.models.manifest import PICKLE_ENDINGS, readable_size, refuse_programs
from engine.protocol import errors

BEGINNING = 4096
"""Bytes that are looked at."""
UNFINISHED_ENDINGS = (".part", ".partial", ".crdownload", ".download", ".incomplete", ".aria2", ".opdownload")
"""Names that browsers and download programs give to a file until it is whole."""
ARCHIVES = {
    b"PK\x03\x04": "ZIP", b"PK\x05\x06": "ZIP", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf\x27\x1c": "7-Zip", b"Rar!\x1a\x07": "RAR", b"\x28\xb5\x2f\xfd": "Zstandard",
}  # fmt: skip
ARCHIVE_ENDINGS = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".tar", ".gguf", ".onnx", "")
"""Names under which an archive is just an archive; under a checkpoint's name it holds pickles."""
PICKLES_INSIDE = (b"data.pkl", b".pkl", b"pytorch_model")
OTHER_FORMATS = {
    b"lmgg": "GGML", b"fmgg": "GGML", b"tjgg": "GGML", b"algg": "GGML", b"ggml": "GGML", b"ggjt": "GGML",
}  # fmt: skip
"""Magic numbers of llama.cpp's and whisper.cpp's formats of before GGUF, as they lie in a file."""
FORMAT_ENDINGS = {
    ".safetensors": "safetensors", ".tflite": "TensorFlow Lite", ".task": "MediaPipe", ".litertlm": "LiteRT", ".mlmodel":
    "Core ML", ".mlpackage": "Core ML", ".pb": "TensorFlow", ".engine": "TensorRT", ".xml": "OpenVINO", ".exl2": "EXL2",
}  # fmt: skip
PAGE = re.compile(rb"\s*(<!doctype html|<html|<head|<\?xml[^>]*>\s*<(!doctype html|html|error))", re.IGNORECASE)
POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/[^\n]*\n(?:.*\n)*?size (\d+)")
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def is_gguf(path: Path) -> bool:
    """Return whether a file begins as a GGUF file does, whatever its name."""
    if not is_file(path):
        return False
    with open_ordinary_file(path) as file:
        return file.read(len(MAGIC)) == MAGIC


def refuse_other_files(path: Path) -> None:
    """Raise the error that says what a file without the GGUF magic is; return for one that may be an ONNX model.

    Raises ModelRefused: programs and pickles, which can hide programs, archives, other formats, web pages, pointers, texts,
    and anything else that is no model; ModelIncomplete.
    """
    if not is_file(path):
        raise errors.NotAModelFile("no file", name=path.name)
    size = path.stat().st_size
    if not size:
        raise errors.ModelFileEmpty(name=path.name)
    with open_ordinary_file(path) as file:
        beginning = file.read(BEGINNING)
    if path.suffix.lower() in UNFINISHED_ENDINGS or not beginning.strip(b"\0"):
        raise errors.ModelIncomplete("a download under way", name=path.name, found=readable_size(size))
    _refuse_text(path, beginning)
    _refuse_archive(path, beginning)
    _refuse_other_format(path, beginning)
    refuse_programs(path)
    if path.suffix.lower() != ".onnx":
        raise errors.NotAModelFile("no known format", name=path.name)


def _refuse_text(path: Path, beginning: bytes) -> None:
    if PAGE.match(beginning):
        raise errors.ModelIsWebPage(name=path.name)
    if pointer := POINTER.match(beginning):
        raise errors.ModelIsPointer(name=path.name, size=readable_size(int(pointer[1])))
    if _is_text(beginning):
        refuse_programs(path)  # a script, or a pickle of the first protocol
        raise errors.NotAModelFile("a text", name=path.name)


def _is_text(beginning: bytes) -> bool:
    """Return whether the bytes are text: UTF-8 or a mark of byte order, and no control characters."""
    if beginning.startswith(BYTE_ORDER_MARKS):
        return True
    text = beginning.decode("utf-8", "replace").rstrip("\ufffd")  # a character cut in two
    return "\ufffd" not in text and not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text)


def _refuse_archive(path: Path, beginning: bytes) -> None:
    format = next((name for magic, name in ARCHIVES.items() if beginning.startswith(magic)), "")
    if beginning[257:262] == b"ustar":
        format = "tar"
    if not format or path.suffix.lower() not in ARCHIVE_ENDINGS:
        return
    if any(name in beginning for name in PICKLES_INSIDE):
        raise errors.ModelRefused("pickles in an archive", name=path.name)
    raise errors.ModelArchived(name=path.name, format=format)


def _refuse_other_format(path: Path, beginning: bytes) -> None:
    format = OTHER_FORMATS.get(beginning[:4], "") or FORMAT_ENDINGS.get(path.suffix.lower(), "")
    if beginning[4:8] == b"TFL3":
        format = "TensorFlow Lite"
    elif _is_safetensors(path, beginning):
        format = "safetensors"
    if (format and path.suffix.lower() not in PICKLE_ENDINGS) or format == "GGML":
        raise errors.ModelFormatOther(name=path.name, format=format)


def _is_safetensors(path: Path, beginning: bytes) -> bool:
    """A safetensors file: eight bytes with the length of a JSON object, and the object."""
    length = int.from_bytes(beginning[:8], "little")
    return 2 <= length < path.stat().st_size and beginning[8:9] == b"{"
