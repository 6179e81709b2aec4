"""Patterns of file names as .gitignore has them: which files of a folder are taken and which are left out."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath

ANY_DEPTH = "**"


class FilePatterns:
    """A file is taken that fits a pattern of `include`, or any where there is none, and none of `exclude`.

    A pattern fits a file, or a folder with all in it, of that name anywhere: "*.tmp", "drafts". One with a "/" inside or before
    it begins at the folder's root: "/letters/2024". One that ends with "/" fits folders only. "*" and "?" stay within a name,
    "**" does not.
    """

    def __init__(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        self._include = [_NamePattern(text) for text in include if text.strip("/ ")]
        self._exclude = [_NamePattern(text) for text in exclude if text.strip("/ ")]

    def accepts(self, path: PurePath, roots: Sequence[str]) -> bool:
        """Tell whether a file in one of these folders is taken. One that is itself among `roots` always is."""
        root = next((root for root in roots if path.is_relative_to(root)), None)
        if root is None or not (parts := path.relative_to(root).parts):
            return True
        if self._include and not any(pattern.fits(parts) for pattern in self._include):
            return False
        return not any(pattern.fits(parts) for pattern in self._exclude)


class _NamePattern:
    """One pattern, matched name by name."""

    def __init__(self, text: str) -> None:
        text = text.strip()
        self._only_folders = text.endswith("/")
        names = [name for name in text.split("/") if name]
        is_anchored = "/" in text.rstrip("/")
        self._names = names if is_anchored else [ANY_DEPTH, *names]

    def fits(self, parts: Sequence[str]) -> bool:
        """Tell whether the file, or a folder that it is in, has a path that fits."""
        reached = {0}
        for name in self._names:
            if name == ANY_DEPTH:
                reached = set(range(min(reached), len(parts) + 1))
            else:
                reached = {at + 1 for at in reached if at < len(parts) and fnmatchcase(parts[at], name)}
            if not reached:
                return False
        return any(0 < at < len(parts) + (not self._only_folders) for at in reached)
