"""Menu with the versions of a message, each named by the first words in which it differs from the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.feature import Shell
from desktop.i18n import tr
from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import lab

WORDS = 8
"""Of each version."""
LONGEST = 60
"""Characters."""


class VersionList(QObject):
    """Asks the engine for the versions and shows the menu; `choose` is given the id of the one that is chosen."""

    def __init__(self, shell: Shell, choose: Callable[[int], object], parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._choose = shell, choose

    def show(self, message: chat.Message, button: QWidget) -> None:
        """Show the menu below the button once the versions are read."""
        call = self._shell.client.call(lab.LIST_VERSIONS, lab.ListVersions(message.id), button)
        call.on_result(lambda read: self._open(message, [version.message for version in read.versions], button))
        call.on_failed(self._shell.report)

    def _open(self, current: chat.Message, versions: Sequence[chat.Message], button: QWidget) -> None:
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        names = distinct_names([version.text for version in versions])
        for number, (version, name) in enumerate(zip(versions, names, strict=True), start=1):
            model = f"  ({version.model})" if version.model else ""
            line = menu.addAction(f"{number}  {name or tr('chat', 'No words')}{model}".replace("&", "&&"))
            line.setCheckable(True)
            line.setChecked(version.id == current.id)
            line.triggered.connect(lambda _=False, id=version.id: self._choose(id))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def distinct_names(texts: Sequence[str]) -> list[str]:
    """Return for each text the words from the first one in which not all are alike; "…" stands for those before."""
    split = [text.split() for text in texts]
    shortest = min((len(words) for words in split), default=0)
    same = next((at for at in range(shortest) if len({words[at] for words in split}) > 1), shortest)
    if all(len(words) == same for words in split):
        same = 0
    return [_name(words, same) for words in split]


def _name(words: Sequence[str], same: int) -> str:
    if same >= len(words):  # all of it is the beginning of another
        return _cut(" ".join(words[-WORDS:]))
    name = _cut(" ".join(words[same : same + WORDS])) + ("…" if len(words) > same + WORDS else "")
    return f"… {name}" if same else name


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
