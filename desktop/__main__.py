"""`python -m desktop`: the window."""

import argparse
import sys
from pathlib import Path

from desktop.app import Asked, run
from desktop.paths import paths
from engine.protocol.words import LANGUAGES


def main() -> int:
    parser = argparse.ArgumentParser(prog="ateneo")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, default="")
    parser.add_argument("--theme", choices=("system", "light", "dark"))
    options = parser.parse_args()
    return run(paths(options.home, options.models), Asked(options.language, options.theme))


if __name__ == "__main__":
    sys.exit(main())
