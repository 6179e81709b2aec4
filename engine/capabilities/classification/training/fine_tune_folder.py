"""The profile's folders of fine-tuned encoders and of trainings that are running or interrupted."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

import msgspec

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import ClassifierStore
from engine.context import FINE_TUNED_FOLDER
from engine.files.atomic_file import write_errors
from engine.models.training.work_folder import CHECKPOINT
from engine.protocol.private_folder import make_private_folder
from engine.store.json_cells import decode_cell
from engine.store.profile_files import stored_file

WORK_FOLDER, REQUEST = "tuning", "request.json"


def save_request(work: Path, request: api.Train) -> None:
    """Save the request of a training in its folder. Raises DiskFull, FileUnwritable."""
    part = work / f"{REQUEST}.part"
    with write_errors(work):
        make_private_folder(work)
        part.write_bytes(msgspec.json.encode(request))
        # a half-written file beside a checkpoint would make `resumable_requests` fail
        part.replace(work / REQUEST)


def resumable_requests(home: Path) -> tuple[api.Train, ...]:
    """Return the requests of interrupted trainings that have a checkpoint."""
    folders = (checkpoint.parent for checkpoint in sorted((home / WORK_FOLDER).glob(f"*/{CHECKPOINT}")))
    requests = (decode_cell((folder / REQUEST).read_bytes(), api.Train) for folder in folders)
    return tuple(request for request in requests if request is not None)


def delete_of_purged(home: Path, encoders: Collection[str], classifiers: Collection[int]) -> None:
    """Delete the encoders of classifiers that are deleted for good, and their interrupted trainings."""
    folders = [stored_file(home, FINE_TUNED_FOLDER, encoder) for encoder in encoders]
    folders += [stored_file(home, WORK_FOLDER, str(id)) for id in classifiers]
    for folder in folders:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def delete_unused(home: Path, store: ClassifierStore) -> None:
    """Delete encoders that no training record names, their embeddings, and trainings of deleted classifiers."""
    if not store.may_delete_encoders():
        return
    used = {
        home / FINE_TUNED_FOLDER: store.fine_tuned_models(),
        home / WORK_FOLDER: frozenset(str(id) for id in store.ids()),
    }
    for parent, names in used.items():
        for folder in parent.iterdir() if parent.is_dir() else ():
            if folder.is_dir() and folder.name not in names:
                shutil.rmtree(folder, ignore_errors=True)
    store.delete_orphan_embeddings()
