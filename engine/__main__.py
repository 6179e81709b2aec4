"""`python -m engine --home DIR --models DIR`: the window's child process, speaking the protocol on its standard streams."""

from __future__ import annotations

from engine.wire import LineWriter, claim_pipe, read_lines

if __name__ == "__main__":
    READ, WRITE = claim_pipe()  # before anything else can write to, or redirect, the standard output

import argparse
import importlib.metadata
import logging
import sys
from pathlib import Path

from engine.offline import die_with_parent, go_offline

LIBRARY_REFUSED = 3


def main(read: int, write: int) -> int:
    parser = argparse.ArgumentParser(prog="engine")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    options = parser.parse_args()
    die_with_parent()
    go_offline()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    return serve(options.home, options.models, read, LineWriter(write))


def serve(home: Path, models: Path, read: int, send: LineWriter) -> int:
    import msgspec

    from engine.bootstrap import bootstrap
    from engine.protocol.errors import LibraryError
    from engine.protocol.messages import Notification, Ready
    from engine.server import Server, error_body

    try:
        with bootstrap(home, models) as engine:
            server = Server(engine.routes, send)
            server.notify("ready", Ready(importlib.metadata.version("ateneo")))
            server.serve(read_lines(read))
    except LibraryError as error:
        send(msgspec.json.encode(Notification("failed", error_body(error))))
        return LIBRARY_REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(READ, WRITE))
