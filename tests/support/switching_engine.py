"""The engine with threads that take turns every microsecond, as a script with the engine's arguments."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from engine.__main__ import main

if __name__ == "__main__":
    sys.setswitchinterval(1e-6)
    sys.exit(main())
