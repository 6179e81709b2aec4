"""Files dropped on the window: which suffixes are tables, and an action for one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.feature import DropAction
from desktop.panels.source_choice import TABLES

SPREADSHEETS = tuple(suffix for suffix in TABLES if suffix != ".txt")
"""Files with columns; a .txt file is a list of lines, or one text."""


def single_file_action(title: str, run: Callable[[Path], object]) -> DropAction:
    """Return an action for the first of the dropped files; a page offers it for a single file only."""

    def run_on_first(paths: Sequence[Path]) -> None:
        run(paths[0])

    return DropAction(title, run_on_first)
