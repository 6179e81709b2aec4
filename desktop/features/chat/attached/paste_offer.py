"""Offer above the composer to attach a long pasted text as a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.feature import Shell
from desktop.features.chat.attached.attached_files import AttachedFiles
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.forms.composer import Composer
from desktop.widgets.text import formatting
from engine.capabilities.chat import api as chat


class PasteOffer(TranslatedMixin, QFrame):
    """Shown after a long paste; the text is nowhere until one of its buttons is pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self.text = ""
        self._about = QLabel(self)
        self._about.setWordWrap(True)
        self.attach_button, self.paste_button, self.drop_button = (QPushButton(self) for _ in range(3))
        role(self.attach_button, "primary")
        role(self.drop_button, "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._about, 1)
        for button in (self.attach_button, self.paste_button, self.drop_button):
            row.addWidget(button)
        self.hide()
        self.retranslate()

    def offer(self, text: str) -> None:
        """Show the offer for a text."""
        self.text = text
        self.retranslate()
        self.show()
        self.attach_button.setFocus()

    def end(self) -> str:
        """Hide the offer and return the text."""
        text, self.text = self.text, ""
        self.hide()
        return text

    def retranslate(self) -> None:
        count = formatting.number(len(self.text))
        self._about.setText(
            tr(
                "chat",
                "This text is long ({n} characters). As a file, the model finds in it what you ask about.",
                n=count,
            )
        )
        self.attach_button.setText(tr("chat", "Attach it as a file"))
        self.paste_button.setText(tr("chat", "Paste it into the question"))
        self.drop_button.setText(tr("chat", "Do not paste"))


class PasteController(QObject):
    """Has the engine keep the text as a file of the profile, and attaches that to the conversation."""

    def __init__(
        self, shell: Shell, offer: PasteOffer, composer: Composer, attached: AttachedFiles, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._shell, self._offer, self._composer, self._attached = shell, offer, composer, attached
        composer.long_text_pasted.connect(offer.offer)
        offer.attach_button.clicked.connect(self._attach)
        offer.paste_button.clicked.connect(lambda: composer.insert_long_text(offer.end()))
        offer.drop_button.clicked.connect(self._drop)

    def _attach(self) -> None:
        text = self._offer.end()
        call = self._shell.client.call(chat.SAVE_PASTED, chat.SavePasted(text), self)
        call.on_result(lambda file: self._attached.add([Path(file.path)]))
        call.on_failed(self._shell.report)
        call.on_failed(lambda _: self._offer.offer(text))  # nothing that was pasted is lost
        self._composer.focus_text()

    def _drop(self) -> None:
        self._offer.end()
        self._composer.focus_text()
