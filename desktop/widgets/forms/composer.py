"""Composer: the text box for a question with its documents, classifier, files and buttons; it saves drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.forms.check_menu import CheckMenu
from desktop.widgets.forms.document_chips import DocumentChip, DocumentChips
from desktop.widgets.forms.picture_chips import PictureChips
from desktop.widgets.forms.question_edit import QuestionEdit

DRAFT_DELAY_MS = 500
MAX_LABEL = 28


class Composer(TranslatedMixin, QFrame):
    """`sent` carries the text. `draft_changed` carries what was typed, after a pause and when the composer is hidden.

    `pasted` carries a picture (QImage), `files_pasted` a tuple of paths, `long_text_pasted` a text that was not inserted.
    `typing_began` comes with the first character of a question. While it is busy a question can be sent all the same: its
    owner lets it wait.
    """

    sent = Signal(str)
    stopped = Signal()
    typing_began = Signal()
    attach_clicked = Signal()
    add_documents_clicked = Signal()
    settings_clicked = Signal()
    collections_changed = Signal()
    draft_changed = Signal(str)
    pasted = Signal(object)
    files_pasted = Signal(tuple)
    long_text_pasted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "composer")
        self._theme = theme
        self._is_busy = self._will_wait = False
        self._collections: Mapping[str, str] = {}
        self._chosen: tuple[str, ...] = ()
        self._classifiers: tuple[str, ...] = ()
        self._classifier = ""
        self._saved, self._had_text = "", False
        self._field = QuestionEdit(theme, self)
        self.setFocusProxy(self._field)
        self.documents, self.pictures = DocumentChips(theme, self), PictureChips(theme, self)
        self._attach = IconButton(theme, "paperclip", parent=self)
        self._settings = IconButton(theme, "sliders-horizontal", parent=self)
        self._documents_button = QPushButton(self)
        self._classifier_button = QPushButton(self)
        for button, icon in ((self._documents_button, "file-text"), (self._classifier_button, "tag")):
            role(button, "chip")
            button.setIcon(theme.icon(icon))
        self._stop, self._send = QPushButton(self), QPushButton(self)
        role(self._send, "primary")
        _keep_room(self._stop)  # nothing beside it moves when an answer begins
        self._stop.hide()
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    # text

    @property
    def text(self) -> str:
        return self._field.toPlainText()

    @property
    def field(self) -> QuestionEdit:
        """The text box."""
        return self._field

    def show_draft(self, text: str) -> None:
        """Replace the text by a saved draft."""
        self._draft_timer.stop()
        self._saved = text
        self._field.show_text(text)
        self._field.moveCursor(self._field.textCursor().MoveOperation.End)
        self._draft_timer.stop()

    def flush(self) -> None:
        """Emit `draft_changed` now if the text was changed since the last time."""
        self._draft_timer.stop()
        if self.text != self._saved:
            self._saved = self.text
            self.draft_changed.emit(self._saved)

    def focus_text(self) -> None:
        """Give the text box the keyboard focus."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def type_text(self, text: str) -> None:
        """Write at the cursor what was typed elsewhere on the page, and give the text box the keyboard focus."""
        self.focus_text()
        self._field.insertPlainText(text)

    def set_meter(self, meter: QWidget) -> None:
        """Show a widget that measures the text, before the buttons for stopping and sending."""
        self._bottom.insertWidget(self._bottom.indexOf(self._stop), meter)

    def add_chip(self, chip: QWidget) -> None:
        """Add a button beside those for documents and the classifier."""
        self._bottom.insertWidget(self._bottom.indexOf(self._classifier_button) + 1, chip)

    def insert_long_text(self, text: str) -> None:
        """Write a long text at the cursor, as the person wants it."""
        self.focus_text()
        self._field.insert_long_text(text)

    def quote(self, text: str) -> None:
        """Write a quotation at the cursor, on lines of its own, and let the person write below it."""
        quoted = "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())
        before = self.text[: self._field.textCursor().selectionStart()].rstrip(" ")
        gap = "" if not before else "\n" * (2 - (len(before) - len(before.rstrip("\n"))))
        self.type_text(f"{gap}{quoted}\n\n")

    # documents and classifier

    def show_documents(self, chips: Sequence[DocumentChip]) -> None:
        """Show the files attached to the conversation."""
        self.documents.show_chips(chips)
        self.retranslate()

    @property
    def collections(self) -> tuple[str, ...]:
        return self._chosen

    def set_collections(self, collections: Mapping[str, str]) -> None:
        """Set the collections that can be chosen: their names, and what a person reads."""
        self._collections = dict(collections)
        self.retranslate()

    def choose_collections(self, collections: Sequence[str]) -> None:
        self._chosen = tuple(collections)
        self.retranslate()

    @property
    def classifier(self) -> str:
        """Classifier that labels the question; empty for none, and for one that no longer exists."""
        return self._classifier if self._classifier in self._classifiers else ""

    def set_classifiers(self, names: Sequence[str]) -> None:
        """Set the classifiers that can be chosen; without any the button is hidden."""
        self._classifiers = tuple(names)
        self.retranslate()

    def choose_classifier(self, name: str) -> None:
        self._classifier = name
        self.retranslate()

    def show_busy(self, is_busy: bool, will_wait: bool = False) -> None:
        """Show whether an answer is being written here, and whether a question that is sent now has to wait."""
        self._is_busy, self._will_wait = is_busy, will_wait
        self._stop.setVisible(is_busy)
        self.retranslate()

    def retranslate(self) -> None:
        self._field.setPlaceholderText(tr("widgets", "Ask anything, or drop a file here"))
        self._field.setAccessibleName(tr("widgets", "Your question"))
        self._settings.set_name(tr("widgets", "Settings of this conversation"))
        self._attach.set_name(tr("widgets", "Attach files to ask about"))
        self._documents_button.setText(self._documents_text())
        self._documents_button.setAccessibleName(tr("widgets", "Choose the documents to ask"))
        self._classifier_button.setText(_short_label(self.classifier))
        self._classifier_button.setToolTip(tr("widgets", "Have the question labelled by a classifier"))
        labelled = tr("widgets", "Labelled by {name}", name=self.classifier) if self.classifier else ""
        self._classifier_button.setAccessibleName(labelled or self._classifier_button.toolTip())
        self._classifier_button.setVisible(bool(self._classifiers))
        self._stop.setText(tr("widgets", "Stop"))
        self._stop.setToolTip(tr("widgets", "Stop this answer") + "  Esc")
        self._send.setText(tr("widgets", "Send"))
        waits = tr("widgets", "Asked as soon as the answer before it is finished")
        self._send.setToolTip(f"{waits}  Enter" if self._will_wait else "Enter")
        self._send.setEnabled(bool(self.text.strip()))

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def _documents_text(self) -> str:
        names = ", ".join(self._collections.get(name, name) for name in self._chosen)
        if not names:
            return tr("widgets", "Only the attached files") if self.documents.chips else tr("widgets", "No documents")
        return tr("widgets", "Documents: {names}", names=_short_label(names))

    def _lay_out(self) -> None:
        self._bottom = bottom = QHBoxLayout()
        bottom.setSpacing(Space.S)
        for widget in (self._attach, self._documents_button, self._classifier_button):
            bottom.addWidget(widget)
        bottom.addStretch(1)
        for widget in (self._stop, self._settings, self._send):
            bottom.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        for row in (self.documents, self.pictures, self._field):
            column.addWidget(row)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self._field.entered.connect(self._send_text)
        self._field.focus_changed.connect(self._show_focus)
        self._field.pasted.connect(self.pasted)
        self._field.files_pasted.connect(self.files_pasted)
        self._field.long_text_pasted.connect(self.long_text_pasted)
        self._field.textChanged.connect(self._on_text_changed)
        self._draft_timer.timeout.connect(self.flush)
        self._attach.clicked.connect(self.attach_clicked)
        self._settings.clicked.connect(self.settings_clicked)
        self._documents_button.clicked.connect(self._open_collections_menu)
        self._classifier_button.clicked.connect(self._open_classifiers_menu)
        self._stop.clicked.connect(self.stopped)
        self._send.clicked.connect(self._send_text)

    def _on_text_changed(self) -> None:
        if self.text and not self._had_text:
            self.typing_began.emit()
        self._had_text = bool(self.text)
        self._draft_timer.start()
        self._send.setEnabled(bool(self.text.strip()))

    def _send_text(self) -> None:
        text = self.text.strip()
        if not text:
            return
        self._field.clear()
        self._draft_timer.stop()
        self._saved = ""
        self.sent.emit(text)

    def _show_focus(self, has_focus: bool) -> None:
        self.setProperty("focused", "true" if has_focus else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def _open_collections_menu(self) -> None:
        menu = CheckMenu(self)
        for name, title in self._collections.items():
            _add_choice(menu, title, name in self._chosen, lambda on, name=name: self._toggle(name, on))  # type: ignore[misc]  # mypy cannot type a lambda's default
        if not self._collections:
            explanation = tr("widgets", "Answers come from the model alone: there are no documents to search yet.")
            menu.addAction(explanation).setEnabled(False)
        menu.addSeparator()
        attach = menu.addAction(tr("widgets", "Attach files to this conversation…"))
        attach.triggered.connect(self.attach_clicked)
        add = menu.addAction(tr("widgets", "Add documents for all conversations…"))
        add.triggered.connect(self.add_documents_clicked)
        _show_menu_above(menu, self._documents_button, self.focus_text)

    def _toggle(self, name: str, on: bool) -> None:
        rest = tuple(chosen for chosen in self._chosen if chosen != name)
        self.choose_collections((*rest, name) if on else rest)
        self.collections_changed.emit()

    def _open_classifiers_menu(self) -> None:
        menu = QMenu(self)
        for name in self._classifiers:
            title, is_on = tr("widgets", "Label with {name}", name=name), name == self.classifier
            _add_choice(menu, title, is_on, lambda on, name=name: self.choose_classifier(name if on else ""))  # type: ignore[misc]  # mypy cannot type a lambda's default
        _show_menu_above(menu, self._classifier_button, self.focus_text)


def _keep_room(widget: QWidget) -> None:
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def _add_choice(menu: QMenu, title: str, is_on: bool, choose: Callable[[bool], object]) -> None:
    action = menu.addAction(title.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(is_on)
    action.toggled.connect(choose)


def _show_menu_above(menu: QMenu, button: QPushButton, focus: Callable[[], None]) -> None:
    """Show a menu above its button. Afterwards the keyboard is where a person goes on: in the question."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.aboutToHide.connect(lambda: QTimer.singleShot(0, button, focus))
    corner = button.mapToGlobal(button.rect().topLeft())
    menu.popup(corner - QPoint(0, menu.sizeHint().height()))


def _short_label(names: str) -> str:
    """Shorten names for a button, which takes a single ampersand for a shortcut."""
    short = names if len(names) <= MAX_LABEL else names[: MAX_LABEL - 1] + "…"
    return short.replace("&", "&&")
