"""`python -m engine --home DIR --models DIR`: the window's child process. Serves the protocol on its standard streams."""

import argparse
import logging
import os
import sys
from pathlib import Path

from engine.offline import die_with_parent, go_offline
from engine.protocol.errors import AteneoError
from engine.rpc.server import Server, failed_notification
from engine.rpc.wire import LineWriter, claim_pipe, read_lines


def main() -> int:
    """Serve until the input ends. Return 0, or 3 after "failed" when the library cannot be opened."""
    read, write = claim_pipe()  # before anything native is imported that may write to, or redirect, the standard output
    die_with_parent()
    go_offline()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    parser = argparse.ArgumentParser(prog="engine")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    options = parser.parse_args()
    from engine.bootstrap import bootstrap

    send = LineWriter(write)
    try:
        with bootstrap(options.home, options.models) as engine:
            if not Server(engine.routes, send).serve(read_lines(read)):
                os._exit(0)  # a native call does not stop; what is committed is safe, and nobody waits for the rest
    except AteneoError as error:
        send(failed_notification(error))
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
