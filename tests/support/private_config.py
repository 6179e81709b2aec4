"""A configuration folder of the process's own: the person's one would remember the libraries of tests, and miss them later."""

from __future__ import annotations

import atexit
import os
import tempfile


def use_private_config() -> None:
    """Let this process and its children keep their configuration in a folder that goes with it."""
    folder = tempfile.TemporaryDirectory(prefix="ateneo-config-")
    atexit.register(folder.cleanup)
    os.environ["XDG_CONFIG_HOME"] = folder.name
