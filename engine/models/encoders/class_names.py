"""The names of a network's classes, from the files of its model or from the network itself."""

from __future__ import annotations

import ast
from pathlib import Path

import msgspec

from engine.models.manifest import ModelManifest
from engine.protocol.errors import ModelDamaged

MOST_CLASSES = 100_000
LONGEST_METADATA = 1024 * 1024


class _Labels(msgspec.Struct, frozen=True):
    """config.json."""

    id2label: dict[str, str] = {}


_LABELS_DECODER = msgspec.json.Decoder(_Labels)


def read_labels(manifest: ModelManifest, folder: Path, language: str = "en") -> tuple[str, ...]:
    """Return the class names in the order of the outputs; empty when the model has none.

    They are a text file's lines, or a config.json's id2label. A file "labels.txt" may have translations beside it,
    "labels.es.txt". Raises ModelDamaged.
    """
    listed = {file.path for file in manifest.files}
    translated = manifest.labels.replace(".txt", f".{language}.txt")
    name = translated if translated in listed else manifest.labels
    if name not in listed:
        return ()
    try:
        if name.endswith(".json"):
            by_number = _LABELS_DECODER.decode((folder / name).read_bytes()).id2label
            count = max(map(int, by_number), default=-1) + 1
            if count > MOST_CLASSES:
                raise ValueError(f"{count} classes")
            return tuple(by_number.get(str(i), str(i)) for i in range(count))
        return tuple((folder / name).read_text("utf-8").splitlines())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError) as broken:
        raise ModelDamaged(str(broken)[:300], name=manifest.name) from None


def labels_in_metadata(metadata: str, manifest: ModelManifest) -> tuple[str, ...]:
    """Return the class names that a network stores itself as "{0: 'person', 1: 'bicycle'}"; empty when it does not.

    Raises ModelDamaged.
    """
    try:
        literal = ast.literal_eval(metadata[:LONGEST_METADATA]) if metadata else {}
        by_number = msgspec.convert(literal, type=dict[int, str])
    except (msgspec.MsgspecError, ValueError, SyntaxError, RecursionError, MemoryError) as broken:
        raise ModelDamaged(str(broken)[:300], name=manifest.name) from None
    return tuple(by_number.get(i, str(i)) for i in range(len(by_number)))
