"""The folders of the profile that tuned encoders and trainings at hand lie in, kept to what the library knows."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import Projects
from engine.context import FINE_TUNED_FOLDER
from engine.models.training.fine_tuning_child import CHECKPOINT
from engine.tables.table_writer import writing

WORK, REQUEST = "tuning", "request.json"


def remember(work: Path, request: api.Train) -> None:
    """Raises DiskFull, FileUnwritable."""
    whole = work / f"{REQUEST}.part"
    with writing(work):
        work.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole.write_bytes(msgspec.json.encode(request))
        # beside a checkpoint a half-written one would keep every training from being listed
        whole.replace(work / REQUEST)


def begun(home: Path) -> tuple[api.Train, ...]:
    """Trainings that have a checkpoint to go on from."""
    places = (place.parent for place in sorted((home / WORK).glob(f"*/{CHECKPOINT}")))
    return tuple(msgspec.json.decode((place / REQUEST).read_bytes(), type=api.Train) for place in places)


def sweep(home: Path, projects: Projects) -> None:
    """Encoders that no card names, and trainings of classifiers that are gone."""
    kept, known = projects.tuned(), {str(id) for id in projects.ids()}
    for folder, names in ((home / FINE_TUNED_FOLDER, kept), (home / WORK, known)):
        for place in folder.iterdir() if folder.is_dir() else ():
            if place.is_dir() and place.name not in names:
                shutil.rmtree(place, ignore_errors=True)
    projects.forget_untuned()
