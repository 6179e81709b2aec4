"""The personas that a persona may pass a question on to, as check boxes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from desktop.features.prompts.persona_parts.name_boxes import NameBoxes
from desktop.i18n import tr


class TakerBoxes(NameBoxes):
    """Offers all personas but the one whose boxes these are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._own_name = ""
        self.retranslate()

    def show_names(self, names: Iterable[str]) -> None:
        """Take the names of all personas."""
        self._names = tuple(dict.fromkeys(names))
        self._offer()

    def show_takers(self, own_name: str, takers: tuple[str, ...]) -> None:
        """Show the choice of the persona of a name."""
        self._own_name = own_name
        self.show_chosen(takers)
        self._offer()

    def retranslate(self) -> None:
        self._label.setText(tr("prompts", "It may pass a question on to"))
        self._about.setText(
            tr(
                "prompts",
                "The model decides by the question; a line in the conversation says to whom and why. It does so only while "
                "it has read nothing but what you wrote.",
            )
        )

    def _offer(self) -> None:
        self.offer(name for name in self._names if name != self._own_name)
