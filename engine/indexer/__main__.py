"""`python -m engine.indexer --models DIR`: reads files the engine names, at the lowest priority, under limits."""

from __future__ import annotations

from engine.rpc.wire import LineWriter, claim_pipe, read_lines

if __name__ == "__main__":
    READ_END, WRITE_END = claim_pipe()  # before anything else can write to, or redirect, the standard output

import argparse
import sys
from pathlib import Path

from engine.files.limits import CPU_SECONDS_A_FILE, be_modest
from engine.indexer.worker import Worker
from engine.offline import die_with_parent, go_offline


def main(read: int, write: int) -> int:
    parser = argparse.ArgumentParser(prog="indexer")
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--cpu-seconds", type=int, default=CPU_SECONDS_A_FILE)
    options = parser.parse_args()
    die_with_parent()
    be_modest()
    go_offline()
    Worker(options.models, LineWriter(write), options.cpu_seconds).serve(read_lines(read))
    return 0


if __name__ == "__main__":
    sys.exit(main(READ_END, WRITE_END))
