"""`python -m engine --home DIR --models DIR`: the child process of the window, or of a command when no other engine runs.

Serves the protocol on its standard streams and, on Linux, to commands on a local socket of the profile. It ends when its
input has ended and nobody is connected any more.
"""

import argparse
import gc
import logging
import os
import sys
import time
from pathlib import Path

from engine.networked.client import OPTION, NetworkLauncher, take_launcher
from engine.offline import die_with_parent, go_offline, ignore_interrupts
from engine.protocol.errors import AteneoError, LibraryInUse, LibraryMissing
from engine.protocol.paths import check_utf8
from engine.rpc.greeting import check_greeting
from engine.rpc.local_server import LocalServer
from engine.rpc.local_socket import Listener, listen
from engine.rpc.relay import Relay, find_running_engine
from engine.rpc.server import Server, failed_notification, notification
from engine.rpc.wire import LineWriter, claim_pipe, read_lines
from engine.store.recovery.lost_library import is_lost

REFUSED, RELAY_LOST = 3, 4
SECONDS_TO_WAIT, SECONDS_BETWEEN_TRIES = 15.0, 0.05
"""For an engine that is just ending, or starting. One that is served goes on to be used."""


def main() -> int:
    """Serve until the input ends. Return 0, or 3 after "failed" when the library cannot be opened."""
    read, write = claim_pipe()  # before anything native is imported that may write to, or redirect, the standard output
    options = _options()
    ignore_interrupts()
    if not options.detachable:
        die_with_parent()
    go_offline()
    launcher = take_launcher(options.network_launcher)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    send = LineWriter(write)
    try:
        check_utf8(options.home, options.models)
        if not options.new_library and is_lost(options.home):  # first: nothing is made on an empty mount point
            raise LibraryMissing(folder=str(options.home))
        way = _claim_or_find(options.home)
        if isinstance(way, Relay):
            if launcher is not None:
                launcher.close()
            return _relay(way, options.models, read, write)
        return _serve(way, options, read, send, launcher)
    except AteneoError as error:
        send(failed_notification(error))
        return REFUSED


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="engine")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--detachable", action="store_true", help="go on for others when the parent has ended")
    parser.add_argument("--new-library", action="store_true", help="begin with an empty library where one was lost")
    parser.add_argument(OPTION, type=int, help="descriptor of the launcher of programs that may use the network")
    return parser.parse_args()


def _claim_or_find(home: Path) -> Listener | Relay | None:
    """Return the socket of this profile, or a relay to the engine that has it; None where there can be no socket.

    Raises LibraryInUse when another engine has it and does not answer.
    """
    until = time.monotonic() + SECONDS_TO_WAIT
    while True:
        try:
            return listen(home)
        except LibraryInUse:
            if (relay := find_running_engine(home)) is not None:
                return relay
            if time.monotonic() > until:
                raise
        time.sleep(SECONDS_BETWEEN_TRIES)


def _relay(relay: Relay, models: Path, read: int, write: int) -> int:
    """Raises OtherVersion, OtherModels."""
    try:
        check_greeting(relay.greeting, str(models))
    except AteneoError:
        relay.close()
        raise
    return 0 if relay.run(read, write) else RELAY_LOST


def _serve(
    listener: Listener | None,
    options: argparse.Namespace,
    read: int,
    send: LineWriter,
    launcher: NetworkLauncher | None,
) -> int:
    """Raises LibraryError."""
    gc.disable()  # what is made until it is ready stays: looking through it again and again took a tenth of the start
    try:
        from engine.bootstrap import bootstrap
        from engine.models.probing.crash_marker import CrashMarker
        from engine.store.automatic_backup import AutomaticBackups

        marker = CrashMarker(options.home)
        with bootstrap(options.home, options.models, options.new_library, marker, launcher) as engine:
            gc.freeze()
            gc.enable()
            server = Server(engine.routes, str(options.models))
            local = None if listener is None else LocalServer(listener, server)
            background = engine.context.background
            with AutomaticBackups(engine.context.store, server.quiet_seconds, lambda: background.are_paused):
                server.serve(read_lines(read), send)
                if local is not None:
                    if local.has_connections:
                        send(notification("detached"))
                        send.close()
                    local.close_when_unused()
                if not server.close():
                    marker.forget()
                    os._exit(0)  # a native call does not stop; what is committed is safe, and nobody waits for the rest
    finally:
        if listener is not None:
            listener.close()
        if launcher is not None:
            launcher.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
