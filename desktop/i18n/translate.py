"""Translation of the window's texts with Qt, and widgets whose texts follow the language. Needs nothing of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QWidget

FIRST_GROUPED = 1000
"""Numbers from here on have separators, where the language has them."""


def window_language() -> Literal["en", "es"]:
    """Return the language that the window speaks."""
    return "es" if QLocale().language() == QLocale.Language.Spanish else "en"


def tr(context: str, source: str, n: int = -1, /, **values: object) -> str:
    """Return `source` in the user's language, `%n` filled from `n` and `{name}` from `values`.

    Both strings must be literals, or come from a literal through `tr_noop`: a test collects them.
    """
    text = QCoreApplication.translate(context, source, None, n)
    if n >= FIRST_GROUPED:
        text = text.replace(str(n), QLocale().toString(n), 1)  # Qt fills %n without separators
    return str(text.format_map({name: str(value) for name, value in values.items()}) if values else text)


def tr_noop(context: str, source: str) -> str:
    """Return `source` unchanged and mark it for translation in `context`; `tr` translates it later."""
    return source


if TYPE_CHECKING:
    _Mixin = QWidget
else:
    _Mixin = object


class TranslatedMixin(_Mixin):
    """Mixed in before a Qt class. Set all texts in `retranslate`, and call it once at the end of `__init__`."""

    def retranslate(self) -> None:
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class TranslatedWidget(TranslatedMixin, QWidget):
    """Plain widget whose texts follow the language."""
