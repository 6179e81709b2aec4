"""The expert's settings of the form and end of answers: JSON schema, stop words, context length, limits of the thinking."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.features.chat.settings.form_section import FormSection, show_problem
from desktop.features.chat.settings.json_problems import refusal, schema_problem
from desktop.i18n import tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from desktop.widgets.forms.fields import IntField
from engine.capabilities.chat.api import ConversationSettings
from engine.protocol.answering.presets import LONGEST_STOP_WORD, MOST_STOP_WORDS, RANGES

CHECK_DELAY_MS = 400
LARGEST_CONTEXT = 1_000_000


class FormatSection(FormSection):
    """`schema_typed` carries a schema that is JSON, to be checked by the engine; `show_schema_problem` tells its answer.

    A schema that cannot be used is kept in the field, and answers are free until it can.
    """

    schema_typed = Signal(str)

    def __init__(self, theme: Theme, settings: ConversationSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sampling = settings.sampling
        self._refused = ""
        """The schema that the engine refused, and why."""
        self._reason = ""
        self._schema, self._stop = QPlainTextEdit(self), QPlainTextEdit(self)
        role(self._schema, "mono")
        for field, height in ((self._schema, Size.PREVIEW_HEIGHT), (self._stop, Size.TEXT_FIELD * 2 // 3)):
            field.setTabChangesFocus(True)
            field.setFixedHeight(theme.px(height))
        self._context = IntField(theme, 0, LARGEST_CONTEXT, 512, settings.context, self._on_changed)
        tokens, seconds = RANGES["thinking_tokens"], RANGES["thinking_seconds"]
        self._thinking_tokens = IntField(
            theme, int(tokens[0]), int(tokens[1]), 128, sampling.thinking_tokens, self._on_changed
        )
        self._thinking_seconds = IntField(
            theme, int(seconds[0]), int(seconds[1]), 10, int(sampling.thinking_seconds), self._on_changed
        )
        self._schema_problem = self._add(
            self._schema,
            tr_noop("chat", "Answers as JSON that fits a schema"),
            tr_noop("chat", "JSON schema. The model can write nothing else; empty: any text."),
        )
        self._stop_problem = self._add(
            self._stop,
            tr_noop("chat", "End the answer at these texts"),
            tr_noop("chat", "Stop words, one a line. They are not part of the answer."),
        )
        self._add(
            self._context,
            tr_noop("chat", "How much the model may read at once"),
            tr_noop("chat", "Context length, in tokens of question, history and answer together; 0: all it can."),
        )
        self._add(
            self._thinking_tokens,
            tr_noop("chat", "Longest thinking"),
            tr_noop("chat", "In tokens; then the model has to answer."),
        )
        self._add(
            self._thinking_seconds,
            tr_noop("chat", "Longest thinking, in seconds"),
            tr_noop("chat", "Then the model has to answer."),
        )
        self._check_soon = QTimer(self, singleShot=True, interval=CHECK_DELAY_MS)
        self._check_soon.timeout.connect(self._check)
        self.show_settings(settings)
        self._schema.textChanged.connect(self._on_schema)
        self._stop.textChanged.connect(self._on_stop)
        self.retranslate()

    def apply(self, settings: ConversationSettings) -> ConversationSettings:
        schema = self._schema.toPlainText().strip()
        usable = schema if not schema_problem(schema) and schema != self._refused else ""
        sampling = msgspec.structs.replace(
            settings.sampling,
            schema=usable,
            stop=self._stop_words(),
            thinking_tokens=self._thinking_tokens.value(),
            thinking_seconds=float(self._thinking_seconds.value()),
        )
        return msgspec.structs.replace(settings, sampling=sampling, context=self._context.value())

    def show_schema_problem(self, schema: str, reason: str) -> None:
        """Tell the engine's reason against a schema, unless another one stands in the field by now; none where it is good."""
        if schema == self._schema.toPlainText().strip():
            self._refused, self._reason = (schema, reason) if reason else ("", "")
            self._show_problems()
            self.changed.emit()

    def retranslate(self) -> None:
        super().retranslate()
        self._schema.setPlaceholderText('{"type": "object", "properties": {"name": {"type": "string"}}}')
        self._stop.setPlaceholderText(tr("chat", "One text a line"))
        self._show_problems()

    def _show(self, settings: ConversationSettings) -> None:
        sampling = settings.sampling
        if sampling.schema and sampling.schema != self._schema.toPlainText().strip():
            self._schema.setPlainText(sampling.schema)
        if sampling.stop != self._stop_words():
            self._stop.setPlainText("\n".join(sampling.stop))
        self._context.setValue(settings.context)
        self._thinking_tokens.setValue(sampling.thinking_tokens)
        self._thinking_seconds.setValue(int(sampling.thinking_seconds))

    def _stop_words(self) -> tuple[str, ...]:
        lines = [line for line in self._stop.toPlainText().split("\n") if line]
        return tuple(line[:LONGEST_STOP_WORD] for line in lines[:MOST_STOP_WORDS])

    def _on_schema(self) -> None:
        self._show_problems()
        self._check_soon.start()
        self._on_changed()

    def _on_stop(self) -> None:
        self._show_problems()
        self._on_changed()

    def _check(self) -> None:
        schema = self._schema.toPlainText().strip()
        if schema and not schema_problem(schema):
            self.schema_typed.emit(schema)

    def _show_problems(self) -> None:
        schema = self._schema.toPlainText().strip()
        problem = schema_problem(schema)
        if not problem and schema and schema == self._refused:
            problem = refusal(schema, self._reason)
        show_problem(self._schema_problem, problem)
        lines = [line for line in self._stop.toPlainText().split("\n") if line]
        problem = ""
        if len(lines) > MOST_STOP_WORDS:
            problem = tr("chat", "Only the first {n} lines count.", n=MOST_STOP_WORDS)
        elif any(len(line) > LONGEST_STOP_WORD for line in lines):
            problem = tr("chat", "Only the first {n} characters of a line count.", n=LONGEST_STOP_WORD)
        show_problem(self._stop_problem, problem)
