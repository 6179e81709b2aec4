"""The console of the `ateneo` command, and what a capability needs to add its own commands.

`commands.py` holds one function, `add_commands(add: AddCommand, translations: Translations) -> None`. For each command it calls
`parser = add(name, help)`, adds arguments, and sets `parser.set_defaults(run=function)`, where
`function(options: argparse.Namespace, console: Console) -> int | None` returns an exit code (None: 0).
The options --json, --home, --models, --language and --verbose are there already. Raise an AteneoError to fail.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from engine.protocol.cancellation import IsCancelled
from engine.protocol.i18n import LANGUAGES, Translations, number
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")

BAR_WIDTH = 24
NOTE_WIDTH = 40
SECONDS_BETWEEN_FRAMES = 0.1
CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
"""Control characters of a file's name or a model's answer are shown, so that they do not control the terminal."""


class AddCommand(Protocol):
    """Adds a command with its help text and returns its parser."""

    def __call__(self, name: str, help: str) -> argparse.ArgumentParser: ...


class Caller(Protocol):
    """The engine, as a command sees it."""

    def call(
        self,
        method: Method[RequestT, EventT, ResultT],
        request: RequestT,
        on_event: Callable[[EventT], object],
        is_cancelled: IsCancelled,
        on_waiting: Callable[[], object],
    ) -> ResultT:
        """Run a method and return its result. `on_waiting` is called when other work has to end first.

        Raises the handler's errors and Cancelled.
        """


def common_options(translations: Translations) -> argparse.ArgumentParser:
    """Return the options that may stand before and after the command.

    Their defaults are suppressed, so that the second place does not overwrite the first.
    """
    tr, suppress = partial(translations.tr, "cli"), argparse.SUPPRESS
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, default=suppress, metavar="DIR", help=tr("the profile folder"))
    common.add_argument("--models", type=Path, default=suppress, metavar="DIR", help=tr("the models' folder"))
    common.add_argument("--language", choices=LANGUAGES, default=suppress, help=tr("the language of messages"))
    common.add_argument("--json", action="store_true", default=suppress, help=tr("print data as JSON"))
    about = tr("begin with an empty library where one was lost")
    common.add_argument("--new-library", action="store_true", default=suppress, help=about)
    common.add_argument("--verbose", action="store_true", default=suppress, help=tr("print technical details"))
    return common


class Console(msgspec.Struct):
    """Prints for a command and calls the engine. Results go to standard output, progress and complaints to standard error."""

    translations: Translations
    json: bool
    open_engine: Callable[[], Caller]
    was_interrupted: bool = False
    """Whether Ctrl+C was pressed during the last call."""
    _last_frame: float = 0.0
    _is_bar_shown: bool = False
    _engine: Caller | None = None

    def tr(self, context: str, source: str, n: int | None = None, /, **values: object) -> str:
        """Return `source` in the user's language, `%n` filled from `n` and `{name}` from `values`."""
        return self.translations.tr(context, source, n, **values)

    def number(self, value: float, digits: int) -> str:
        """Return a number as the user's language writes it, with `digits` decimals."""
        return number(self.translations.language, value, digits)

    def print(self, text: str, end: str = "\n") -> None:
        self._end_bar()
        print(text.translate(CONTROLS), end=end, flush=True)

    def complain(self, text: str) -> None:
        self._end_bar()
        print(text.translate(CONTROLS), file=sys.stderr, flush=True)

    def print_entries(self, lines: Iterable[str]) -> None:
        """Print the entries of a list; where there are none, say so on the error output."""
        is_empty = True
        for line in lines:
            self.print(line)
            is_empty = False
        if is_empty:
            self.complain(self.tr("cli", "There is nothing in this list yet."))

    def print_json(self, value: object) -> None:
        print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())

    def call(
        self,
        method: Method[RequestT, EventT, ResultT],
        request: RequestT,
        on_event: Callable[[EventT], object] = lambda event: None,
    ) -> ResultT:
        """Run a method and wait for it. Ctrl+C asks it to stop and keep what it finished; a second one interrupts us.

        Raises the handler's errors, Cancelled, and the errors of an engine that is not there or goes.
        """
        if self._engine is None:
            self._engine = self.open_engine()
        with cancelled_by_interrupt() as is_cancelled:
            try:
                return self._engine.call(method, request, on_event, is_cancelled, self.tell_waiting)
            finally:
                self.was_interrupted = is_cancelled()
                self._end_bar()

    def progress(self, progress: Progress) -> None:
        """Show a bar on a terminal, nothing in a pipe."""
        if not sys.stderr.isatty():
            return
        now = time.monotonic()
        if progress.done < progress.total and now - self._last_frame < SECONDS_BETWEEN_FRAMES:
            return
        self._last_frame = now
        self._show_line(_bar(progress, self._wait_text(progress)))
        if progress.done >= progress.total:
            self._end_bar()

    def _wait_text(self, progress: Progress) -> str:
        match progress.waits_for:
            case "programs":
                return self.tr("cli", "waits for other programs")
            case "answer":
                return self.tr("cli", "waits until the answer is written")
            case "":
                return ""

    def tell_waiting(self) -> None:
        """Say on a terminal that the engine works for somebody else first. The progress takes its place."""
        if sys.stderr.isatty():
            self._show_line(self.tr("cli", "Waiting for another job of Ateneo to finish…"))

    def _show_line(self, text: str) -> None:
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
        self._is_bar_shown = True

    def _end_bar(self) -> None:
        if self._is_bar_shown:
            print(file=sys.stderr, flush=True)
            self._is_bar_shown = False


def read_stdin() -> str:
    """Return all of standard input, decoded as UTF-8 or else as Windows-1252."""
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _bar(progress: Progress, wait: str) -> str:
    filled = min(BAR_WIDTH * progress.done // max(progress.total, 1), BAR_WIDTH)
    note = progress.note.replace("\n", " ").translate(CONTROLS)[-NOTE_WIDTH:]
    seconds = "" if progress.seconds_left is None else f" · {progress.seconds_left:.0f} s"
    left = f" · {wait}" if wait else seconds
    return f"[{'█' * filled}{'·' * (BAR_WIDTH - filled)}] {progress.done}/{progress.total} {note}{left}"


@contextmanager
def cancelled_by_interrupt() -> Iterator[IsCancelled]:
    """Yield an IsCancelled that is true after the first Ctrl+C. The second one raises KeyboardInterrupt."""
    cancelled = False

    def cancel(signum: int, frame: FrameType | None) -> None:
        nonlocal cancelled
        if cancelled:
            raise KeyboardInterrupt
        cancelled = True

    previous = signal.signal(signal.SIGINT, cancel)
    try:
        yield lambda: cancelled
    finally:
        signal.signal(signal.SIGINT, previous)
