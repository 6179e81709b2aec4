"""The pictures of a message: those sent with a question, and those that came with an imported answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from desktop.widgets.images.picture_strip import PictureStrip, StripPicture
from engine.capabilities.chat.api import Attachment, Message


class MessagePictures(PictureStrip):
    """Hidden where there are none. `opened` carries the path of a picture that was clicked."""

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, Size.STRIP, parent)
        self._shown: tuple[Attachment, ...] = ()
        self.clicked.connect(lambda at: self.opened.emit(self._shown[at].path))
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show the pictures of a message."""
        if message.pictures != self._shown:
            self._shown = message.pictures
            self.show_pictures([StripPicture(at, p.thumbnail, name=p.name) for at, p in enumerate(self._shown)])
            self.setVisible(bool(self._shown))
