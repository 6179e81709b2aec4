"""`python -m tests.benchmarks.own_loop FILE.gguf`: llama.cpp's own loop in a process where OpenMP's threads wait as they come.

Reads lines "write N" and "read N", and prints the tokens a second of each.
"""

from __future__ import annotations

import sys
from pathlib import Path

from engine.models.hardware import physical_cores
from engine.models.llama.native import LoadPlan
from tests.benchmarks.text import SEA, bare


def main() -> int:
    with bare(Path(sys.argv[1]), LoadPlan(4096, physical_cores())) as loop:
        prompt = loop.weights.tokenize(SEA * 60, True, False)
        print("ready", flush=True)
        for line in sys.stdin:
            what, count = line.split()
            print(
                loop.write(prompt[:16], int(count)) if what == "write" else loop.read(prompt[: int(count)]), flush=True
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
