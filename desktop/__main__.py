"""`python -m desktop [--home DIR] [--models DIR] [--language es|en] [--theme system|light|dark]
[--new-library]`: open the window."""

import argparse
import os
import sys
from pathlib import Path

from desktop.outside.programs import refuse_network
from desktop.paths import resolve_paths
from engine.protocol.i18n import LANGUAGES, Translations, system_language

FAILED = 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="ateneo")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, default="")
    parser.add_argument("--new-library", action="store_true")
    parser.add_argument("--theme", choices=("system", "light", "dark"))
    options = parser.parse_args()
    if not has_screen():
        translations = Translations(options.language or system_language())
        message = translations.tr(
            "shell", "No screen was found to open the window on. Use the “ateneo” commands instead."
        )
        sys.stderr.write(message + "\n")
        return FAILED
    paths = resolve_paths(options.home, options.models)
    programs = refuse_network(home=paths.home)  # before Qt, which starts threads
    from desktop.loading.plain_imports import use_plain_imports

    use_plain_imports()
    from desktop.garbage import pause_collections

    pause_collections()
    from desktop.app import StartOptions, run

    start = StartOptions(options.language, options.theme, options.new_library)
    return run(paths, start, programs)


def has_screen() -> bool:
    """Return whether Qt has a screen to open a window on; without one it aborts with a core dump."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
