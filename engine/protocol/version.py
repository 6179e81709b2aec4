"""The program's version, as pyproject.toml has it: its metadata take as long to read as forty modules to import."""

from __future__ import annotations

VERSION = "0.1.0"
