"""The parts that every capability has, by the path of each below the program's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

LANGUAGES = ("en", "es")


def capabilities(root: Path) -> list[str]:
    return sorted(file.parent.name for file in (root / "engine" / "capabilities").glob("*/__init__.py"))


def features(root: Path) -> list[str]:
    return sorted(file.parent.name for file in (root / "desktop" / "features").glob("*/feature.py"))


def missing_parts(root: Path, name: str) -> list[str]:
    """Return the parts that a capability or a page lacks."""
    return [part for part in _parts(root, name) if not _exists(root, part)]


def _parts(root: Path, name: str) -> Iterator[str]:
    if name in capabilities(root):
        yield from (f"engine/capabilities/{name}/{part}" for part in ("__init__", "api", "handlers", "commands"))
        yield f"tests/engine/capabilities/{name}/test_*.py"
    if name in features(root):
        yield from (f"desktop/features/{name}/{part}" for part in ("__init__", "feature", "page"))
        yield f"tests/desktop/features/{name}/test_*.py"
        yield from (f"resources/help/{language}/{name}.md" for language in LANGUAGES)
    yield f"resources/translations/es/{name}.ts"  # English is the source; en/ holds only plurals


def _exists(root: Path, part: str) -> bool:
    """A module may be a file or a package."""
    return any(root.glob(part)) or (root / f"{part}.py").exists() or (root / part / "__init__.py").exists()
