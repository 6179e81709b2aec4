"""Where a question is written. It grows with its text, keeps it as a draft, and shows what it will be asked of."""

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
from desktop.widgets.images.picture_chips import PictureChips
from desktop.widgets.text import formatting

DRAFT_DELAY_MS = 500
CHARACTERS_A_TOKEN = 3.6
"""In Spanish and English text, roughly; the engine counts exactly."""
LONGEST_LABEL = 28
LONG = 10_000
"""Characters that surely need the scroll bar."""
_ENDLESS = re.compile(r"\S{2000}")


class Composer(TranslatedMixin, QFrame):
    """`sent` carries the text; `draft_changed` what was typed, after a pause and whenever it is hidden.

    `pasted` carries a picture (QImage), `files_pasted` paths.
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
        self._busy, self._context = False, 0
        self._known: tuple[str, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._classifiers: tuple[str, ...] = ()
        self._classifier = ""
        self._saved = ""
        self._field = _Field(theme, self)
        self.pictures = PictureChips(theme, self)
        self._attach = IconButton(theme, "paperclip", parent=self)
        self._settings = IconButton(theme, "sliders-horizontal", parent=self)
        self._documents = QPushButton(self)
        role(self._documents, "chip")
        self._documents.setIcon(theme.icon("file-text"))
        self._labelling = QPushButton(self)
        role(self._labelling, "chip")
        self._labelling.setIcon(theme.icon("tag"))
        self._estimate = QLabel(self)
        role(self._estimate, "faint")
        self._send = QPushButton(self)
        role(self._send, "primary")
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    # what is typed

    @property
    def text(self) -> str:
        return self._field.toPlainText()

    def show_draft(self, text: str) -> None:
        """Replace what is there by what was saved."""
        self._pause.stop()
        self._saved = text
        self._field.show_text(text)
        self._field.moveCursor(self._field.textCursor().MoveOperation.End)
        self._pause.stop()

    def flush(self) -> None:
        """Tell of a draft that was not told yet."""
        self._pause.stop()
        if self.text != self._saved:
            self._saved = self.text
            self.draft_changed.emit(self._saved)

    def write(self) -> None:
        """Put the cursor here."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    # what it is asked of

    @property
    def collections(self) -> tuple[str, ...]:
        return self._chosen

    def offer(self, collections: Sequence[str]) -> None:
        """The collections there are."""
        self._known = tuple(collections)
        self.retranslate()

    def choose(self, collections: Sequence[str]) -> None:
        self._chosen = tuple(collections)
        self.retranslate()

    @property
    def classifier(self) -> str:
        """Labels what is asked; empty for none, and for one that is there no longer."""
        return self._classifier if self._classifier in self._classifiers else ""

    def offer_classifiers(self, names: Sequence[str]) -> None:
        """Those there are; without any nothing of them is seen."""
        self._classifiers = tuple(names)
        self.retranslate()

    def choose_classifier(self, name: str) -> None:
        self._classifier = name
        self.retranslate()

    def show_context(self, tokens: int) -> None:
        self._context = tokens
        self._count()

    def show_busy(self, busy: bool) -> None:
        self._busy = busy
        self.retranslate()

    def retranslate(self) -> None:
        self._field.setPlaceholderText(tr("widgets", "Ask anything, or drop a file here"))
        self._field.setAccessibleName(tr("widgets", "Your question"))
        self._settings.set_name(tr("widgets", "Settings of this conversation"))
        self._attach.set_name(tr("widgets", "Attach files to ask about"))
        self._documents.setText(self._documents_words())
        self._documents.setAccessibleName(tr("widgets", "Choose the documents to ask"))
        self._labelling.setText(_short(self.classifier))
        self._labelling.setToolTip(tr("widgets", "Have the question labelled by a classifier"))
        self._labelling.setAccessibleName(
            tr("widgets", "Labelled by {name}", name=self.classifier) if self.classifier else self._labelling.toolTip()
        )
        self._labelling.setVisible(bool(self._classifiers))
        self._send.setText(tr("widgets", "Stop") if self._busy else tr("widgets", "Send"))
        self._send.setToolTip("Esc" if self._busy else "Enter")
        self._count()

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def _documents_words(self) -> str:
        names = ", ".join(self._chosen)
        if not names:
            return tr("widgets", "No documents")
        return tr("widgets", "Documents: {names}", names=_short(names))

    def _lay_out(self) -> None:
        low = QHBoxLayout()
        low.setSpacing(Space.S)
        for widget in (self._attach, self._documents, self._labelling):
            low.addWidget(widget)
        low.addStretch(1)
        low.addWidget(self._estimate)
        low.addWidget(self._settings)
        low.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self.pictures)
        column.addWidget(self._field)
        column.addLayout(low)

    def _connect(self) -> None:
        self._field.entered.connect(self._enter)
        self._field.focus_changed.connect(self._show_focus)
        self._field.pasted.connect(self.pasted)
        self._field.files_pasted.connect(self.files_pasted)
        self._field.textChanged.connect(self._typed)
        self._pause.timeout.connect(self.flush)
        self._attach.clicked.connect(self.attach_clicked)
        self._settings.clicked.connect(self.settings_clicked)
        self._documents.clicked.connect(self._open_menu)
        self._labelling.clicked.connect(self._open_classifiers)
        self._send.clicked.connect(lambda: self.stopped.emit() if self._busy else self._enter())

    def _typed(self) -> None:
        self._pause.start()
        self._count()

    def _enter(self) -> None:
        text = self.text.strip()
        if not text or self._busy:
            return
        self._field.clear()
        self._pause.stop()
        self._saved = ""
        self.sent.emit(text)

    def _count(self) -> None:
        tokens = round(len(self.text) / CHARACTERS_A_TOKEN) if len(self.text) > 1 else 0
        self._send.setEnabled(self._busy or bool(self.text.strip()))
        shown = formatting.number(tokens)
        if self._context:
            shown = f"{shown} / {formatting.number(self._context)}"
        self._estimate.setText(shown if tokens else "")
        self._estimate.setToolTip(tr("widgets", "About {n} tokens", n=formatting.number(tokens)))

    def _show_focus(self, focused: bool) -> None:
        self.setProperty("focused", "true" if focused else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not self._known:
            menu.addAction(tr("widgets", "There are no documents yet")).setEnabled(False)
        for name in self._known:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name in self._chosen)
            action.toggled.connect(lambda on, name=name: self._toggle(name, on))
        _popup_above(menu, self._documents)

    def _toggle(self, name: str, on: bool) -> None:
        rest = tuple(chosen for chosen in self._chosen if chosen != name)
        self.choose((*rest, name) if on else rest)
        self.collections_changed.emit(self._chosen)

    def _open_classifiers(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in self._classifiers:
            action = menu.addAction(tr("widgets", "Label with {name}", name=name.replace("&", "&&")))
            action.setCheckable(True)
            action.setChecked(name == self.classifier)
            action.toggled.connect(lambda on, name=name: self.choose_classifier(name if on else ""))
        _popup_above(menu, self._labelling)


def _popup_above(menu: QMenu, button: QPushButton) -> None:
    corner = button.mapToGlobal(button.rect().topLeft())
    menu.popup(corner - QPoint(0, menu.sizeHint().height()))


def _short(names: str) -> str:
    """For a button, which takes an ampersand for a shortcut."""
    short = names if len(names) <= LONGEST_LABEL else names[: LONGEST_LABEL - 1] + "…"
    return short.replace("&", "&&")


class _Field(QPlainTextEdit):
    """Enter is sent, Shift+Enter begins a new line."""

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
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        theme.changed.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _NEW_LINE:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def show_text(self, text: str) -> None:
        self._suit(text)
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
        self._suit(source.text())
        super().insertFromMimeData(source)

    def _suit(self, coming: str) -> None:
        """Looking for a place to break in 100,000 characters without a space would stop the window at every key.

        The room for a long text is made before it comes: to lay it out again beside a scroll bar takes as long once more.
        """
        if len(coming) > LONG:
            self.setFixedHeight(self._theme.px(Size.COMPOSER_MAX))
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        mode = QTextOption.WrapMode
        endless = _ENDLESS.search(coming) or (self.toPlainText() and self.wordWrapMode() == mode.WrapAnywhere)
        self.setWordWrapMode(mode.WrapAnywhere if endless else mode.WrapAtWordBoundaryOrAnywhere)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = min(self.document().size().height(), 40)  # a plain text's height is counted in lines
        margins = 2 * round(self.document().documentMargin()) + 2 * self.frameWidth()
        wanted = round(lines * self.fontMetrics().lineSpacing()) + margins
        height = min(wanted, self._theme.px(Size.COMPOSER_MAX))
        self.setFixedHeight(height)
        shown = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if wanted <= height else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self.setVerticalScrollBarPolicy(shown)


_NEW_LINE = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
