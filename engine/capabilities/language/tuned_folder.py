"""The folders of the profile that tuned encoders and trainings at hand lie in, kept to what the library knows."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.capabilities.language.projects import Projects
from engine.house import TUNED

WORK = "tuning"


def sweep(home: Path, projects: Projects) -> None:
    """Encoders that no card names, and trainings of classifiers that are gone."""
    kept, known = projects.tuned(), {str(id) for id in projects.ids()}
    for folder, names in ((home / TUNED, kept), (home / WORK, known)):
        for place in folder.iterdir() if folder.is_dir() else ():
            if place.is_dir() and place.name not in names:
                shutil.rmtree(place, ignore_errors=True)
    projects.forget_untuned()
