"""The help text: one Markdown file for each page of the window, and one for the window itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def read_help(folder: Path, language: str, features: Iterable[str]) -> str:
    """Return the sections of the features in this order, then the window's own: FOLDER/LANGUAGE/FEATURE.md, …/shell.md.

    A feature without a file has no section.
    """
    files = [folder / language / f"{name}.md" for name in (*features, "shell")]
    return "\n".join(file.read_text("utf-8") for file in files if file.exists())
