"""Composer: the text box for a question with its documents, classifier, pictures and Send button; it saves drafts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.forms.picture_chips import PictureChips
from desktop.widgets.text import formatting

DRAFT_DELAY_MS = 500
CHARACTERS_PER_TOKEN = 3.6
"""A rough average for Spanish and English text; the engine counts exactly."""
MAX_LABEL = 28
LONG_TEXT = 10_000
"""Characters that certainly need the scroll bar."""
_LONG_WORD = re.compile(r"\S{2000}")


class Composer(TranslatedMixin, QFrame):
    """`sent` carries the text. `draft_changed` carries what was typed, after a pause and when the composer is hidden.

    `pasted` carries a picture (QImage), `files_pasted` a tuple of paths.
    """

    sent = Signal(str)
    stopped = Signal()
    attach_clicked = Signal()
    settings_clicked = Signal()
    draft_changed = Signal(str)
    collections_changed = Signal(tuple)
    pasted = Signal(object)
    files_pasted = Signal(tuple)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "composer")
        self._theme = theme
        self._is_busy, self._context_tokens = False, 0
        self._collections: tuple[str, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._classifiers: tuple[str, ...] = ()
        self._classifier = ""
        self._saved = ""
        self._field = _QuestionEdit(theme, self)
        self.pictures = PictureChips(theme, self)
        self._attach = IconButton(theme, "paperclip", parent=self)
        self._settings = IconButton(theme, "sliders-horizontal", parent=self)
        self._documents_button = QPushButton(self)
        role(self._documents_button, "chip")
        self._documents_button.setIcon(theme.icon("file-text"))
        self._classifier_button = QPushButton(self)
        role(self._classifier_button, "chip")
        self._classifier_button.setIcon(theme.icon("tag"))
        self._estimate = QLabel(self)
        role(self._estimate, "faint")
        self._send = QPushButton(self)
        role(self._send, "primary")
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    # text

    @property
    def text(self) -> str:
        return self._field.toPlainText()

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

    # documents and classifier

    @property
    def collections(self) -> tuple[str, ...]:
        return self._chosen

    def set_collections(self, collections: Sequence[str]) -> None:
        """Set the collections that can be chosen."""
        self._collections = tuple(collections)
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

    def show_context(self, tokens: int) -> None:
        """Show the size of the model's context window beside the estimate."""
        self._context_tokens = tokens
        self._update_estimate()

    def show_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
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
        self._classifier_button.setAccessibleName(
            tr("widgets", "Labelled by {name}", name=self.classifier)
            if self.classifier
            else self._classifier_button.toolTip()
        )
        self._classifier_button.setVisible(bool(self._classifiers))
        self._send.setText(tr("widgets", "Stop") if self._is_busy else tr("widgets", "Send"))
        self._send.setToolTip("Esc" if self._is_busy else "Enter")
        self._update_estimate()

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def _documents_text(self) -> str:
        names = ", ".join(self._chosen)
        if not names:
            return tr("widgets", "No documents")
        return tr("widgets", "Documents: {names}", names=_short_label(names))

    def _lay_out(self) -> None:
        bottom = QHBoxLayout()
        bottom.setSpacing(Space.S)
        for widget in (self._attach, self._documents_button, self._classifier_button):
            bottom.addWidget(widget)
        bottom.addStretch(1)
        bottom.addWidget(self._estimate)
        bottom.addWidget(self._settings)
        bottom.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self.pictures)
        column.addWidget(self._field)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self._field.entered.connect(self._send_text)
        self._field.focus_changed.connect(self._show_focus)
        self._field.pasted.connect(self.pasted)
        self._field.files_pasted.connect(self.files_pasted)
        self._field.textChanged.connect(self._on_text_changed)
        self._draft_timer.timeout.connect(self.flush)
        self._attach.clicked.connect(self.attach_clicked)
        self._settings.clicked.connect(self.settings_clicked)
        self._documents_button.clicked.connect(self._open_collections_menu)
        self._classifier_button.clicked.connect(self._open_classifiers_menu)
        self._send.clicked.connect(lambda: self.stopped.emit() if self._is_busy else self._send_text())

    def _on_text_changed(self) -> None:
        self._draft_timer.start()
        self._update_estimate()

    def _send_text(self) -> None:
        text = self.text.strip()
        if not text or self._is_busy:
            return
        self._field.clear()
        self._draft_timer.stop()
        self._saved = ""
        self.sent.emit(text)

    def _update_estimate(self) -> None:
        tokens = round(len(self.text) / CHARACTERS_PER_TOKEN) if len(self.text) > 1 else 0
        self._send.setEnabled(self._is_busy or bool(self.text.strip()))
        estimate = formatting.number(tokens)
        if self._context_tokens:
            estimate = f"{estimate} / {formatting.number(self._context_tokens)}"
        self._estimate.setText(estimate if tokens else "")
        self._estimate.setToolTip(tr("widgets", "About {n} tokens", n=formatting.number(tokens)))

    def _show_focus(self, has_focus: bool) -> None:
        self.setProperty("focused", "true" if has_focus else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def _open_collections_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not self._collections:
            menu.addAction(tr("widgets", "There are no documents yet")).setEnabled(False)
        for name in self._collections:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name in self._chosen)
            action.toggled.connect(lambda on, name=name: self._toggle(name, on))
        _show_menu_above(menu, self._documents_button)

    def _toggle(self, name: str, on: bool) -> None:
        rest = tuple(chosen for chosen in self._chosen if chosen != name)
        self.choose_collections((*rest, name) if on else rest)
        self.collections_changed.emit(self._chosen)

    def _open_classifiers_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in self._classifiers:
            action = menu.addAction(tr("widgets", "Label with {name}", name=name.replace("&", "&&")))
            action.setCheckable(True)
            action.setChecked(name == self.classifier)
            action.toggled.connect(lambda on, name=name: self.choose_classifier(name if on else ""))
        _show_menu_above(menu, self._classifier_button)


def _show_menu_above(menu: QMenu, button: QPushButton) -> None:
    corner = button.mapToGlobal(button.rect().topLeft())
    menu.popup(corner - QPoint(0, menu.sizeHint().height()))


def _short_label(names: str) -> str:
    """Shorten names for a button, which takes a single ampersand for a shortcut."""
    short = names if len(names) <= MAX_LABEL else names[: MAX_LABEL - 1] + "…"
    return short.replace("&", "&&")


class _QuestionEdit(QPlainTextEdit):
    """Text box in which Enter sends and Shift+Enter begins a new line. Its height follows its text."""

    entered = Signal()
    focus_changed = Signal(bool)
    pasted = Signal(object)
    files_pasted = Signal(tuple)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        role(self, "bare")
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._update_height())
        theme.changed.connect(self._update_height)
        self._update_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _NEW_LINE_MODIFIERS:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def show_text(self, text: str) -> None:
        self._prepare_for(text)
        self.setPlainText(text)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = tuple(url.toLocalFile() for url in source.urls() if url.isLocalFile())
        if files:
            self.files_pasted.emit(files)
            return
        if source.hasImage() and not source.hasText():
            self.pasted.emit(source.imageData())
            return
        self._prepare_for(source.text())
        super().insertFromMimeData(source)

    def _prepare_for(self, new_text: str) -> None:
        """Set wrapping and size before a text is inserted.

        Qt would look for a place to break 100,000 characters without a space at every key, which blocks the window. The
        scroll bar of a long text is shown beforehand, since showing it later lays out the whole text again.
        """
        if len(new_text) > LONG_TEXT:
            self.setFixedHeight(self._theme.px(Size.COMPOSER_MAX))
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        mode = QTextOption.WrapMode
        breaks_anywhere = _LONG_WORD.search(new_text) or (
            self.toPlainText() and self.wordWrapMode() == mode.WrapAnywhere
        )
        self.setWordWrapMode(mode.WrapAnywhere if breaks_anywhere else mode.WrapAtWordBoundaryOrAnywhere)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._update_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_height()

    def _update_height(self) -> None:
        lines = min(self.document().size().height(), 40)  # QPlainTextEdit counts its height in lines
        margins = 2 * round(self.document().documentMargin()) + 2 * self.frameWidth()
        needed = round(lines * self.fontMetrics().lineSpacing()) + margins
        height = min(needed, self._theme.px(Size.COMPOSER_MAX))
        self.setFixedHeight(height)
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if needed <= height else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self.setVerticalScrollBarPolicy(policy)


_NEW_LINE_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
