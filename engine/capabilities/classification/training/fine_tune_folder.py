"""The profile's folders of fine-tuned encoders and of trainings that are running or interrupted."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import ClassifierStore
from engine.context import FINE_TUNED_FOLDER
from engine.models.training.work_folder import CHECKPOINT
from engine.tables.table_writer import write_errors

WORK_FOLDER, REQUEST = "tuning", "request.json"


def save_request(work: Path, request: api.Train) -> None:
    """Save the request of a training in its folder. Raises DiskFull, FileUnwritable."""
    part = work / f"{REQUEST}.part"
    with write_errors(work):
        work.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.write_bytes(msgspec.json.encode(request))
        # a half-written file beside a checkpoint would make `resumable_requests` fail
        part.replace(work / REQUEST)


def resumable_requests(home: Path) -> tuple[api.Train, ...]:
    """Return the requests of interrupted trainings that have a checkpoint."""
    folders = (checkpoint.parent for checkpoint in sorted((home / WORK_FOLDER).glob(f"*/{CHECKPOINT}")))
    return tuple(msgspec.json.decode((folder / REQUEST).read_bytes(), type=api.Train) for folder in folders)


def delete_unused(home: Path, store: ClassifierStore) -> None:
    """Delete encoders that no training record names, their embeddings, and trainings of deleted classifiers."""
    used = {
        home / FINE_TUNED_FOLDER: store.fine_tuned_models(),
        home / WORK_FOLDER: frozenset(str(id) for id in store.ids()),
    }
    for parent, names in used.items():
        for folder in parent.iterdir() if parent.is_dir() else ():
            if folder.is_dir() and folder.name not in names:
                shutil.rmtree(folder, ignore_errors=True)
    store.delete_orphan_embeddings()
