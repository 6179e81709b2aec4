"""Entry point of the child, `python -m engine.indexer --models DIR`: reads the files the engine asks for, under limits."""

from __future__ import annotations

from engine.offline import die_with_parent, go_offline

if __name__ == "__main__":
    die_with_parent()  # before the imports, during which the engine may be killed

from engine.rpc.wire import LineWriter, claim_pipe, read_lines_or_exit

if __name__ == "__main__":
    READ_END, WRITE_END = claim_pipe()  # before anything else can write to, or redirect, the standard output

import argparse
import sys
from pathlib import Path

from engine.files.limits import CPU_SECONDS_A_FILE, lower_priority
from engine.indexer.worker import Worker


def main(read: int, write: int) -> int:
    """Serve requests from the pipe `read` and answer them on `write` until the input ends. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="indexer")
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--cpu-seconds", type=int, default=CPU_SECONDS_A_FILE)
    options = parser.parse_args()
    lower_priority()
    go_offline(may_connect=False)
    return Worker(options.models, LineWriter(write), options.cpu_seconds).serve(read_lines_or_exit(read))


if __name__ == "__main__":
    sys.exit(main(READ_END, WRITE_END))
