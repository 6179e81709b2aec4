"""What the page can do with one dropped file or folder, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from desktop.features.feature import DropAction
from desktop.i18n import tr
from desktop.panels.source_choice import TABLES

COLUMNS = tuple(ending for ending in TABLES if ending != ".txt")
READ = (".txt", ".md", ".markdown", ".rst", ".pdf", ".docx", ".odt", ".rtf", ".html", ".htm", ".epub", ".eml")
"""Whose text the text tools take."""

Do = Callable[[Path], object]


class Ways(NamedTuple):
    classify: Do
    learn: Do
    topics: Do
    column: Do
    read: Do


def offered(file: Path, ways: Ways) -> list[DropAction]:
    ending, found = file.suffix.lower(), []
    if file.is_dir() or ending in TABLES:
        found += [
            _action(tr("language", "Classify these texts"), ways.classify),
            _action(tr("language", "Take as examples"), ways.learn),
        ]
    if ending in COLUMNS:
        found += [
            _action(tr("texts", "Find topics in it"), ways.topics),
            _action(tr("texts", "Work through a column"), ways.column),
        ]
    if ending in READ:
        found.append(_action(tr("texts", "Use with the text tools"), ways.read))
    return found


def _action(title: str, do: Do) -> DropAction:
    def run(paths: Sequence[Path]) -> None:
        do(paths[0])

    return DropAction(title, run)
