"""Find the installed model that has the very files that are about to be added, whatever their names, and repair it with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from engine.models.importing.copying import ByteProgress, copy_files, hash_file
from engine.models.manifest import MANIFEST, ModelManifest, read_manifest
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelDamaged
from engine.protocol.progress import Progress


def find_duplicate(
    manifests: Iterable[ModelManifest], sources: Mapping[str, Path], is_cancelled: IsCancelled
) -> Generator[Progress, None, ModelManifest | None]:
    """Return the manifest that lists all of these files by their SHA-256, or None.

    The files are hashed only when a model has files of the same sizes. Raises Cancelled.
    """
    sizes = Counter(path.stat().st_size for path in sources.values())
    candidates = [m for m in manifests if sizes <= Counter(file.bytes for file in m.files)]
    if not candidates:
        return None
    progress, digests = ByteProgress(sum(sizes.elements())), Counter[str]()
    for path in sources.values():
        digests[(yield from hash_file(path, progress, is_cancelled))] += 1
    return next((m for m in candidates if digests <= Counter(file.sha256 for file in m.files)), None)


def installed_manifests(folder: Path) -> list[ModelManifest]:
    """Return the manifests of the models in a folder, those that can be read."""
    found = []
    for path in sorted(folder.glob(f"[!.]*/{MANIFEST}")):
        with suppress(ModelDamaged):
            found.append(read_manifest(path.parent))
    return found


def replace_files(
    manifest: ModelManifest, folder: Path, sources: Mapping[str, Path], staging: Path, is_cancelled: IsCancelled
) -> Generator[Progress, None, None]:
    """Put good copies in place of the files of a damaged model. Raises DiskFull, FileVanished, Cancelled."""
    copies = {file.sha256: file.path for file in (yield from copy_files(sources, staging, is_cancelled))}
    for file in manifest.files:
        if file.sha256 in copies:
            (staging / copies[file.sha256]).replace(folder / file.path)
