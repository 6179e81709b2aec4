"""Modules that the window will need, imported one at a time while it waits: all of a page at once would stop it."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

FOR_MESSAGES = ("markdown_it", "pygments.lexers")
"""Libraries that the first message needs, loaded once the first page is shown."""


def import_modules(names: Iterable[str]) -> Iterator[None]:
    """Import modules, and yield after each one that was not there yet."""
    for name in names:
        if name not in sys.modules:
            importlib.import_module(name)
            yield


def modules_in(package: str) -> Iterator[str]:
    """Yield the names of all modules in a package and its folders; none where there is no such package."""
    spec = find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        return
    for module in pkgutil.iter_modules(spec.submodule_search_locations, f"{package}."):
        if module.ispkg:
            yield from modules_in(module.name)
        else:
            yield module.name
