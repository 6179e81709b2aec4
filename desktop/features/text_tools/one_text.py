"""One text and what can be done with it: chosen by a chip, answered below, marked in the text itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QWidget

from desktop.features.text_tools.fields import ToolFields
from desktop.features.text_tools.length import is_too_long
from desktop.features.text_tools.result_card import ResultCard
from desktop.features.text_tools.result_formatting import Outcome
from desktop.features.text_tools.tools import TOOLS, Fields, Tool, lacking
from desktop.i18n import TranslatedMixin, tr
from desktop.i18n.faults import fault_sentence
from desktop.link.call import EngineFault
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.file_dialog import ask_for_files
from desktop.widgets.forms.send_key import on_ctrl_enter
from desktop.widgets.layout.reading_column import Column
from desktop.widgets.layout.flow_layout import Flow
from desktop.widgets.text.marked_text import MarkedText
from engine.capabilities.text_tools import api as text_tools
from engine.protocol.errors import ModelMissing, TextEmpty

MASK = "[MASK]"
FRAME_MS = 33


class OneTextPanel(TranslatedMixin, Column):
    """What came of it is kept as what says it, so that it can be said in another language.

    `compare_wanted`: two texts, for the tool that tells how alike they are.
    """

    compare_requested = Signal(str, str)

    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests, self._tool = requests, TOOLS["entities"]
        self._says: Callable[[], Outcome] | None = None
        self._asked_of = ""
        self._growing = ""
        self.text, self.card = MarkedText(self._theme), ResultCard(self._theme)
        self.fields, self._hint = ToolFields(self._theme), QLabel(self)
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self._file, self.run = QPushButton(self), QPushButton(self)
        self._file.setIcon(self._theme.icon("file-text"))
        role(self.run, "primary")
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self.chips = {name: QPushButton(self) for name in TOOLS}
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()
        self._resize_text()
        self.choose("entities")

    def choose(self, name: str) -> None:
        self._tool = TOOLS[name]
        self.chips[name].setChecked(True)
        self.fields.show_for(self._tool)
        self._forget()
        self.retranslate()

    def retranslate(self) -> None:
        self.text.setPlaceholderText(tr("text_tools", "Type or paste a text, or drop a file"))
        self.text.setAccessibleName(tr("text_tools", "Text"))
        self._file.setText(tr("text_tools", "Open a file…"))
        for name, chip in self.chips.items():
            chip.setText(tr("text_tools", TOOLS[name].title))
        self._hint.setText(tr("text_tools", self._tool.hint))
        self.run.setText(tr("text_tools", self._tool.verb))
        self.run.setToolTip("Ctrl+↵")
        if self._says is not None:
            self._show(self._says)

    def take(self, path: str) -> None:
        """The text of a file instead of what is there."""
        name = Path(path).name
        title = lambda: tr("text_tools", "Reading {name}", name=name)  # noqa: E731
        self._requests.run_job(text_tools.READ_TEXT, text_tools.ReadText(path), title, self._take)

    def ask(self) -> None:
        """Of a text that is empty the engine says so."""
        tool, fields = self._tool, self.fields.read(self.text.toPlainText())
        if is_too_long(fields.text, self._requests.shell):
            return
        self._forget()
        if (empty := self.fields.empty(tool)) is not None:
            self._want(
                empty,
                lambda: tr("text_tools", "Fill in first: {name}.", name=empty.accessibleName()),
            )
            return
        call = self._requests.run_job(
            tool.method,
            tool.request(fields),
            lambda: tr("text_tools", tool.title),
            lambda found: self._keep(tool, fields, lambda: tool.outcome(found, fields)),
            lambda fault: self._fail(tool, fields, fault),
            lambda event: self._hear(tool, event),
        )
        self._requests.disable_during(self.run, call)
        call.on_ended(self._ended)

    def leave_out(self) -> None:
        """A gap instead of the word chosen, or of the one the cursor is in."""
        cursor = self.text.textCursor()
        if not cursor.hasSelection():
            cursor.select(cursor.SelectionType.WordUnderCursor)
        cursor.insertText(MASK)
        self.text.setFocus()

    def _take(self, read: text_tools.FileText) -> None:
        self.text.setPlainText(read.text)
        if read.truncated:
            said = tr("text_tools", "{name} is very long: only its beginning was taken.", name=read.name)
            self._requests.shell.tell(said)

    def _hear(self, tool: Tool, event: object) -> None:
        if isinstance(event, text_tools.GeneratedText) and tool is self._tool:
            self._growing += event.text
            if not self._frame.isActive():
                self._frame.start()

    def _grow(self) -> None:
        if self._says is None and self._growing:
            self.card.show_growing(self._growing)

    def _keep(self, tool: Tool, fields: Fields, says: Callable[[], Outcome]) -> None:
        if tool is self._tool:
            self._asked_of = fields.text
            self._show(says)
            self.bring(self.card)

    def _show(self, says: Callable[[], Outcome]) -> None:
        """Marks belong to the text that was asked about."""
        self._says, outcome = says, says()
        self.card.show_outcome(outcome)
        if outcome.marks and self._asked_of == self.text.toPlainText():
            self.text.mark(outcome.marks)
            self.text.go_to(outcome.marks[0])

    def _fail(self, tool: Tool, fields: Fields, fault: EngineFault) -> None:
        if fault.kind == ModelMissing.kind and tool.needs:
            self._keep(tool, fields, lambda: lacking(tool))
        elif fault.kind == TextEmpty.kind and tool is self._tool:
            self._want(self.text, lambda: fault_sentence(fault))
        else:
            self._requests.shell.report(fault)

    def _want(self, box: QWidget, says: Callable[[], str]) -> None:
        self._show(lambda: Outcome(sentences=(says(),)))
        box.setFocus()

    def _do_instead(self) -> None:
        if self._tool.instead == "compare":
            self.compare_requested.emit(self.text.toPlainText(), self.fields.second.text())
        elif self._tool.instead == "correct":
            self.choose("rewrite")
            self.fields.choose_manner("correct")
        else:
            self._requests.shell.go("chat", "new")

    def _ended(self) -> None:
        self._frame.stop()
        self._growing = ""

    def _forget(self) -> None:
        self._says = None
        self.text.mark(())
        self.card.show_outcome(None)

    def _taken(self, paths: Sequence[Path]) -> None:
        self.take(str(paths[0]))

    def _connect(self) -> None:
        self._group.buttonClicked.connect(
            lambda chip: self.choose(next(name for name, one in self.chips.items() if one is chip))
        )
        self._file.clicked.connect(lambda: ask_for_files(self, self._file.text(), self._taken, one=True))
        self.run.clicked.connect(self.ask)
        self.fields.entered.connect(self.ask)
        self.fields.mask_requested.connect(self.leave_out)
        self._frame.timeout.connect(self._grow)
        self.card.models_clicked.connect(lambda: self._requests.shell.go("models"))
        self.card.otherwise_clicked.connect(self._do_instead)
        self.card.figure.saved.connect(self._requests.say_saved)
        on_ctrl_enter(self.text, self.ask)
        self.text.document().documentLayout().documentSizeChanged.connect(lambda _: self._resize_text())
        self._theme.changed.connect(self._resize_text)

    def _lay_out(self) -> None:
        chips, asking = Flow(), Flow()
        for name, chip in self.chips.items():
            role(chip, "chip")
            chip.setCheckable(True)
            chip.setIcon(self._theme.icon(TOOLS[name].icon))
            self._group.addButton(chip)
            chips.addWidget(chip)
        for button in (self.run, self._file):
            asking.addWidget(button)
        self.items.addLayout(chips)
        for widget in (self._hint, self.text, self.fields):
            self.items.addWidget(widget)
        self.items.addLayout(asking)
        for card in (self.card, self.card.figure):
            self.items.addWidget(card)
        self.order_tabs()

    def _resize_text(self) -> None:
        """As high as its lines, within reason, so that what is found stays in sight."""
        lines = self.text.document().size().height() * self.text.fontMetrics().lineSpacing() + Space.XL
        least, most = self._theme.px(Size.TEXT_FIELD), self._theme.px(Size.TEXT_BOX)
        self.text.setFixedHeight(round(min(max(lines, least), most)))
