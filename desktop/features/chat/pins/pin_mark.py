"""Mark of a message that the model always reads, and the line of its menu that begins and ends that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from desktop.widgets.controls.icon_button import IconButton
from engine.capabilities.chat.api import Message


class PinMark(TranslatedMixin, IconButton):
    """Hidden for other messages. `wanted` carries the message and whether it is to be kept; a click leads to all such ones."""

    wanted = Signal(object, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "push-pin", Size.ICON_SMALL, "faint", parent)
        self._message: Message | None = None
        self.hide()
        self.retranslate()

    def show_message(self, message: Message) -> None:
        """Show whether a message is kept."""
        self._message = message
        self.setVisible(message.is_pinned)

    def lines(self, *, is_possible: bool) -> Sequence[tuple[str, Callable[[], object], bool]]:
        """Return the line of the message's menu, as message_menu.MenuLine."""
        message = self._message
        if message is None:
            return ()
        keep = not message.is_pinned
        text = tr("chat", "Keep: the model always reads it") if keep else tr("chat", "Keep no longer")
        return ((text, lambda: self.wanted.emit(message, keep), is_possible and message.id > 0),)

    def retranslate(self) -> None:
        self.set_name(tr("chat", "Always read by the model. Show all such messages"))
