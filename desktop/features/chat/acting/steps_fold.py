"""The steps of an answer: which tools the model used, with what, and what each returned."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.features.chat.acting.steps import with_step
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.layout.fold import Fold
from engine.protocol.answering.tools import ToolStep

LONGEST_ARGUMENTS = 160
"""Characters that are shown of a call in its line."""
TITLES = {
    "calculator": "Calculator",
    "dates": "Dates and calendar",
    "units": "Units of measure",
    "search_documents": "Search documents",
    "read_file": "Read a file",
    "list_files": "List and count files",
    "search_images": "Search pictures",
    "classify": "Classify a text",
    "search_memory": "Search the memory",
    "search_conversations": "Search conversations",
}
"""Names of our own tools to their titles, which are translated in the context "tools". A server's tool is shown by its name."""


class StepsFold(TranslatedWidget):
    """Hidden while there are no steps, and made of nothing until then.

    One line says how many there were, or which one runs; the rest is folded away.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: tuple[ToolStep, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self.hide()

    @cached_property
    def _text(self) -> QLabel:
        text = QLabel()
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        text.setWordWrap(True)
        return text

    @cached_property
    def _fold(self) -> Fold:
        frame = QFrame(self)
        role(frame, "notice")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        inside.addWidget(self._text)
        fold = Fold(self._theme, frame, self)
        self._column.addWidget(fold)
        fold.toggled.connect(lambda _: self.retranslate())
        return fold

    @property
    def is_open(self) -> bool:
        """Whether the steps are shown."""
        return bool(self._steps) and self._fold.is_open

    @property
    def title(self) -> str:
        """The line that is always shown where there are steps."""
        return self._fold.title if self._steps else ""

    @property
    def text(self) -> str:
        """The steps in words."""
        return "\n".join(map(describe_step, self._steps))

    def show_steps(self, steps: Sequence[ToolStep], *, is_live: bool = True) -> None:
        """Show these steps, or nothing for none. In an answer that ended, a step that still runs was interrupted."""
        if not is_live:
            steps = [_ended(step) for step in steps]
        if tuple(steps) == self._steps:
            return
        self._steps = tuple(steps)
        self.retranslate()
        self.setVisible(bool(self._steps))

    def show_step(self, number: int, step: ToolStep) -> None:
        """Show a step of an answer that is being written."""
        self.show_steps(with_step(self._steps, number, step))

    def retranslate(self) -> None:
        if not self._steps:
            return
        running = next((step for step in self._steps if step.state == "running"), None)
        failed = sum(step.state == "failed" for step in self._steps)
        if running is not None:
            title = tr("chat", "Using: {tool}…", tool=tool_title(running.tool))
        elif failed:
            title = tr("chat", "%n step(s), {failed} without a result", len(self._steps), failed=failed)
        else:
            title = tr("chat", "%n step(s) before the answer", len(self._steps))
        self._fold.set_title(title, tr("chat", "Hide the steps") if self.is_open else tr("chat", "Show the steps"))
        if self.is_open:
            self._text.setText(self.text)
            self._text.setAccessibleName(self.text)


def _ended(step: ToolStep) -> ToolStep:
    return msgspec.structs.replace(step, state="failed", result="–") if step.state == "running" else step


def tool_title(name: str) -> str:
    """Return the title of a tool in the person's language."""
    return tr("tools", TITLES[name]) if name in TITLES else name


def describe_step(step: ToolStep) -> str:
    """Return a call and its result as lines of text."""
    call = f"{tool_title(step.tool)}: {_arguments(step.arguments)}".rstrip(": ")
    if step.state == "running":
        return f"{call} …"
    sign = "✗" if step.state == "failed" else "→"
    return f"{call}\n{sign} {step.result}"


def _arguments(text: str) -> str:
    """Return the values of a call, without the names where there is one."""
    try:
        values = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        return text[:LONGEST_ARGUMENTS]
    plain = {name: bytes(value).decode("utf-8", "replace").strip('"') for name, value in values.items()}
    joined = (
        next(iter(plain.values())) if len(plain) == 1 else ", ".join(f"{name} {value}" for name, value in plain.items())
    )
    return joined if len(joined) <= LONGEST_ARGUMENTS else f"{joined[:LONGEST_ARGUMENTS]}…"
