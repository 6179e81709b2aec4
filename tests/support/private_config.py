"""A configuration folder of the process's own: the person's one would remember the libraries of tests, and miss them later."""

from __future__ import annotations

import atexit
import os
import tempfile

PREFIX = "ateneo-config-"


def use_private_config() -> None:
    """Let this process and its children keep their configuration in a folder that goes with it."""
    if PREFIX in os.environ.get("XDG_CONFIG_HOME", ""):  # a child's: it may be killed, and would leave a folder behind
        return
    folder = tempfile.TemporaryDirectory(prefix=PREFIX)
    atexit.register(folder.cleanup)
    os.environ["XDG_CONFIG_HOME"] = folder.name
