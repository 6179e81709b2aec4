"""Finds the capabilities by their folders. Nobody else names one, so that a new folder is all it takes to add one."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

CAPABILITIES = Path(__file__).with_name("capabilities")


def capability_names() -> list[str]:
    """Return the names of the folders in engine/capabilities, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules([str(CAPABILITIES)]))


def load_part(capability: str, part: str) -> ModuleType:
    """Import one part of a capability: "api", "handlers" or "commands"."""
    return importlib.import_module(f"engine.capabilities.{capability}.{part}")
