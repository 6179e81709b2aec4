"""Page of an empty conversation: one sentence, questions to begin with, the sample documents; without a model, the way to one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_button import ElidedButton
from desktop.widgets.layout.reading_column import ReadingColumn

QUESTIONS = (
    tr_noop("chat", "Explain to me what an index fund is, in three sentences."),
    tr_noop("chat", "Write a short and friendly email to ask for an appointment."),
    tr_noop("chat", "What are the planets of the solar system?"),
)


class Welcome(TranslatedMixin, ReadingColumn):
    """Its one primary button tries the samples, or adds a model where there is none."""

    question_clicked = Signal(str)
    samples_clicked = Signal()
    add_model_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._icon, self._title, self._sentence = QLabel(self), QLabel(self), QLabel(self)
        role(self._title, "display")
        role(self._sentence, "soft")
        for label in (self._icon, self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setWordWrap(True)
        self._has_model = True
        self._samples, self._add_model = QPushButton(self), QPushButton(self)
        for button, icon, signal in (
            (self._samples, "file-text", self.samples_clicked),
            (self._add_model, "cube", self.add_model_clicked),
        ):
            role(button, "primary")
            button.setIcon(theme.icon(icon, "on_accent"))
            button.clicked.connect(signal)
        self._add_model.hide()
        self._questions = [ElidedButton(self) for _ in QUESTIONS]
        self._lay_out()
        for button, question in zip(self._questions, QUESTIONS, strict=True):
            button.clicked.connect(lambda _=False, question=question: self.question_clicked.emit(tr("chat", question)))
        theme.changed.connect(self._draw)
        self._draw()
        self.retranslate()

    def show_has_model(self, has_model: bool) -> None:
        """Show whether there is a chat model: without one nothing can be asked."""
        self._has_model = has_model
        self._samples.setVisible(has_model)
        self._add_model.setVisible(not has_model)
        for button in self._questions:
            button.setVisible(has_model)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(tr("chat", "What would you like to know?"))
        if self._has_model:
            sentence = tr(
                "chat",
                "Ask anything. Nothing you write leaves this computer, and answers from your documents name their source.",
            )
        else:
            sentence = tr(
                "chat",
                "To answer, Ateneo needs a chat model: one file, which stays on this computer. There is none here yet.",
            )
        self._sentence.setText(sentence)
        self._samples.setText(tr("chat", "Try it with the sample documents"))
        self._add_model.setText(tr("chat", "Add a model…"))
        for button, question in zip(self._questions, QUESTIONS, strict=True):
            button.show_text(tr("chat", question))
            button.setToolTip(tr("chat", question))

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(Space.M)
        column.addSpacing(Space.XXL * 3)
        for widget in (self._icon, self._title, self._sentence):
            column.addWidget(widget)
        column.addSpacing(Space.S)
        for primary in (self._samples, self._add_model):
            column.addWidget(primary, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.L)
        for button in self._questions:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.items.addLayout(column)

    def _draw(self) -> None:
        side = self._theme.px(Size.ICON_HERO)
        self._icon.setPixmap(self._theme.icon("chat-circle-text", "accent").pixmap(QSize(side, side)))
