"""`python -m desktop`: the window."""

import argparse
import os
import sys
from pathlib import Path

from engine.protocol.i18n import LANGUAGES, Translations, system_language

FAILED = 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="ateneo")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, default="")
    parser.add_argument("--theme", choices=("system", "light", "dark"))
    options = parser.parse_args()
    if not has_screen():
        say = Translations(options.language or system_language()).say
        sys.stderr.write(
            say("shell", "There is no screen here to open a window on. Use the “ateneo” commands instead.") + "\n"
        )
        return FAILED
    from desktop.app import Asked, run
    from desktop.paths import paths

    return run(paths(options.home, options.models), Asked(options.language, options.theme))


def has_screen() -> bool:
    """Qt aborts with a core dump where there is none."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
