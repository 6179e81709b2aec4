"""Panel for one text: a chip for each tool, the text with the results marked in it, and the result below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QWidget

from desktop.features.text_tools.fields import ToolFields
from desktop.features.text_tools.length import is_too_long
from desktop.features.text_tools.result_card import ResultCard
from desktop.features.text_tools.result_formatting import ToolResult
from desktop.features.text_tools.tools import ENTITIES, TOOLS, AnyTool, FieldValues, missing_model_result
from desktop.i18n import TranslatedMixin, tr
from desktop.i18n.faults import fault_sentence
from desktop.link.call import EngineFault
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.file_dialog import ask_for_files
from desktop.widgets.forms.send_key import on_ctrl_enter
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.text.marked_text import MarkedText
from engine.capabilities.text_tools import api as text_tools
from engine.protocol.errors import ModelMissing, TextEmpty

MASK = "[MASK]"
FRAME_MS = 33


class OneTextPanel(TranslatedMixin, ReadingColumn):
    """Keeps the function that puts the result into words, so that the result follows the language.

    `compare_requested` carries two texts for the tab that compares them.
    """

    compare_requested = Signal(str, str)

    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests = requests
        self._tool: AnyTool = ENTITIES
        self._make_result: Callable[[], ToolResult] | None = None
        self._result_text = ""
        self._streamed_text = ""
        self.text, self.card = MarkedText(self._theme), ResultCard(self._theme)
        self.fields, self._hint = ToolFields(self._theme), QLabel(self)
        role(self._hint, "soft")
        self._hint.setWordWrap(True)
        self._file_button, self.run_button = QPushButton(self), QPushButton(self)
        self._file_button.setIcon(self._theme.icon("file-text"))
        role(self.run_button, "primary")
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self.chips = {name: QPushButton(self) for name in TOOLS}
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()
        self._set_height()
        self.choose("entities")

    def choose(self, name: str) -> None:
        """Choose a tool; the result of another tool is cleared."""
        self._tool = TOOLS[name]
        self.chips[name].setChecked(True)
        self.fields.show_for(self._tool)
        self._clear_result()
        self.retranslate()

    def retranslate(self) -> None:
        self.text.setPlaceholderText(tr("text_tools", "Type or paste a text, or drop a file"))
        self.text.setAccessibleName(tr("text_tools", "Text"))
        self._file_button.setText(tr("text_tools", "Open a file…"))
        for name, chip in self.chips.items():
            chip.setText(tr("text_tools", TOOLS[name].title))
        self._hint.setText(tr("text_tools", self._tool.hint))
        self.run_button.setText(tr("text_tools", self._tool.verb))
        self.run_button.setToolTip("Ctrl+↵")
        if self._make_result is not None:
            self._show_result(self._make_result)

    def load_file(self, path: str) -> None:
        """Replace the text by that of a file."""
        name = Path(path).name
        self._requests.run_job(
            text_tools.READ_TEXT,
            text_tools.ReadText(path),
            lambda: tr("text_tools", "Reading {name}", name=name),
            self._on_file_read,
        )

    def run_tool(self) -> None:
        """Run the chosen tool. The engine refuses an empty text; a missing question is asked for here."""
        tool, values = self._tool, self.fields.values(self.text.toPlainText())
        if is_too_long(values.text, self._requests.shell):
            return
        self._clear_result()
        if (empty := self.fields.first_empty(tool)) is not None:
            self._ask_for(empty, lambda: tr("text_tools", "Fill in first: {name}.", name=empty.accessibleName()))
            return
        call = self._requests.run_job(
            tool.method,
            tool.request(values),
            lambda: tr("text_tools", tool.title),
            lambda result: self._on_result(tool, values, lambda: tool.format_result(result, values)),
            lambda fault: self._on_failed(tool, values, fault),
            lambda event: self._on_event(tool, event),
        )
        self._requests.disable_during(self.run_button, call)
        call.on_ended(self._on_ended)

    def mask_word(self) -> None:
        """Replace the selected word, or the one under the cursor, by a gap."""
        cursor = self.text.textCursor()
        if not cursor.hasSelection():
            cursor.select(cursor.SelectionType.WordUnderCursor)
        cursor.insertText(MASK)
        self.text.setFocus()

    def _on_file_read(self, file: text_tools.FileText) -> None:
        self.text.setPlainText(file.text)
        if file.truncated:
            self._requests.shell.show_message(
                tr("text_tools", "{name} is very long: only its beginning was taken.", name=file.name)
            )

    def _on_event(self, tool: AnyTool, event: object) -> None:
        if isinstance(event, text_tools.GeneratedText) and tool is self._tool:
            self._streamed_text += event.text
            if not self._frame.isActive():
                self._frame.start()

    def _show_streamed(self) -> None:
        if self._make_result is None and self._streamed_text:
            self.card.show_streamed(self._streamed_text)

    def _on_result(self, tool: AnyTool, values: FieldValues, make_result: Callable[[], ToolResult]) -> None:
        if tool is self._tool:
            self._result_text = values.text
            self._show_result(make_result)
            self.scroll_to(self.card)

    def _show_result(self, make_result: Callable[[], ToolResult]) -> None:
        """Show the result; its marks only while the text is the one it was found in."""
        self._make_result, result = make_result, make_result()
        self.card.show_result(result)
        if result.marks and self._result_text == self.text.toPlainText():
            self.text.set_marks(result.marks)
            self.text.scroll_to_mark(result.marks[0])

    def _on_failed(self, tool: AnyTool, values: FieldValues, fault: EngineFault) -> None:
        if fault.kind == ModelMissing.kind and tool.missing_model:
            self._on_result(tool, values, lambda: missing_model_result(tool))
        elif fault.kind == TextEmpty.kind and tool is self._tool:
            self._ask_for(self.text, lambda: fault_sentence(fault))
        else:
            self._requests.shell.report(fault)

    def _ask_for(self, box: QWidget, make_sentence: Callable[[], str]) -> None:
        self._show_result(lambda: ToolResult(sentences=(make_sentence(),)))
        box.setFocus()

    def _take_alternative(self) -> None:
        """Do what works without the model that is missing."""
        if self._tool.alternative_action == "compare":
            self.compare_requested.emit(self.text.toPlainText(), self.fields.second_sentence.text())
        elif self._tool.alternative_action == "correct":
            self.choose("rewrite")
            self.fields.choose_style("correct")
        else:
            self._requests.shell.show_page("chat", "new")

    def _on_ended(self) -> None:
        self._frame.stop()
        self._streamed_text = ""

    def _clear_result(self) -> None:
        self._make_result = None
        self.text.set_marks(())
        self.card.show_result(None)

    def _ask_for_file(self) -> None:
        def load(paths: Sequence[Path]) -> None:
            self.load_file(str(paths[0]))

        ask_for_files(self, self._file_button.text(), load, single=True)

    def _connect(self) -> None:
        self._group.buttonClicked.connect(
            lambda clicked: self.choose(next(name for name, chip in self.chips.items() if chip is clicked))
        )
        self._file_button.clicked.connect(self._ask_for_file)
        self.run_button.clicked.connect(self.run_tool)
        self.fields.entered.connect(self.run_tool)
        self.fields.mask_requested.connect(self.mask_word)
        self._frame.timeout.connect(self._show_streamed)
        self.card.models_clicked.connect(lambda: self._requests.shell.show_page("models"))
        self.card.alternative_clicked.connect(self._take_alternative)
        self.card.figure.saved.connect(self._requests.report_saved)
        on_ctrl_enter(self.text, self.run_tool)
        self.text.document().documentLayout().documentSizeChanged.connect(lambda _: self._set_height())
        self._theme.changed.connect(self._set_height)

    def _lay_out(self) -> None:
        chips, buttons = FlowLayout(), FlowLayout()
        for name, chip in self.chips.items():
            role(chip, "chip")
            chip.setCheckable(True)
            chip.setIcon(self._theme.icon(TOOLS[name].icon))
            self._group.addButton(chip)
            chips.addWidget(chip)
        for button in (self.run_button, self._file_button):
            buttons.addWidget(button)
        self.items.addLayout(chips)
        for widget in (self._hint, self.text, self.fields):
            self.items.addWidget(widget)
        self.items.addLayout(buttons)
        for card in (self.card, self.card.figure):
            self.items.addWidget(card)
        self.update_tab_order()

    def _set_height(self) -> None:
        """Make the field as high as its lines, within limits, so that the result stays in view."""
        lines = self.text.document().size().height() * self.text.fontMetrics().lineSpacing() + Space.XL
        least, most = self._theme.px(Size.TEXT_FIELD), self._theme.px(Size.TEXT_BOX)
        self.text.setFixedHeight(round(min(max(lines, least), most)))
