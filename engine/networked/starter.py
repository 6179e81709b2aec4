"""Becomes a networked program: `python -m engine.networked.starter COMMAND ARGUMENT…`. It binds itself to the launcher first."""

from __future__ import annotations

from engine.offline import die_with_parent

if __name__ == "__main__":
    die_with_parent()

import os
import signal
import sys

NOT_FOUND = 127


def main(command: list[str]) -> int:
    """Become the program of a command line. Returns only where that cannot be started."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        os.execvp(command[0], command)
    except OSError:
        return NOT_FOUND


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
