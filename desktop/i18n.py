"""What the window says, in the user's language, switched live. The English source is the key (engine.protocol.i18n)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QWidget

from desktop.link.call import EngineFault
from engine.protocol.errors import AteneoError
from engine.protocol.i18n import LANGUAGES, Translations, system_language


def tr(context: str, source: str, n: int = -1, /, **values: object) -> str:
    """`source` in the user's language; `%n` filled from `n`, `{name}` from `values`. Both strings must be literals."""
    text = QCoreApplication.translate(context, source, None, n)
    return str(text.format_map({k: str(v) for k, v in values.items()}) if values else text)


def tr_noop(context: str, source: str) -> str:
    """The source itself, entered in the words of `context`; to be said later by `tr(context, name)`."""
    return source


def sentence(fault: EngineFault) -> str:
    """An engine's error for a person. One of a kind we do not know keeps the engine's own words."""
    return reason(fault.kind, dict(fault.values)) or fault.message


def reason(kind: str, values: dict[str, str]) -> str:
    """The sentence of an error kind, empty when we do not know it or a value is missing."""
    source = next((error.sentence for error in _errors(AteneoError) if error.kind == kind), "")
    try:
        return str(QCoreApplication.translate("errors", source).format_map(values)) if source else ""
    except KeyError:
        return ""


def _errors(root: type[AteneoError]) -> Iterator[type[AteneoError]]:
    yield root
    for child in root.__subclasses__():
        yield from _errors(child)


class Language(QObject):
    """Installs our translations and Qt's own; a switch sends LanguageChange to every widget."""

    def __init__(self, app: QCoreApplication, code: str = "") -> None:
        super().__init__()
        self._app = app
        self._ours: _Translator | None = None
        self._qt = QTranslator(self)
        self.code = ""
        self.use(code)

    def use(self, code: str) -> None:
        """ "es", "en" or empty: as the system."""
        code = code if code in LANGUAGES else system_language()
        if code == self.code:
            return
        self.code = code
        QLocale.setDefault(QLocale(code))
        self.close()
        self._qt.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        self._ours = _Translator(Translations(code), self)
        self._app.installTranslator(self._ours)
        self._app.installTranslator(self._qt)

    def close(self) -> None:
        """English again, as in the source."""
        if self._ours is not None:
            self._app.removeTranslator(self._ours)
            self._app.removeTranslator(self._qt)


class _Translator(QTranslator):
    def __init__(self, words: Translations, parent: QObject) -> None:
        super().__init__(parent)
        self._words = words

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        """%Ln for %n: Qt fills it with the thousands grouped."""
        return self._words.form(context, source, None if n < 0 else n).replace("%n", "%Ln")


if TYPE_CHECKING:
    _Mixin = QWidget
else:
    _Mixin = object


class TranslatedMixin(_Mixin):
    """Mixed in before a Qt class: its words follow the language. Put them all in `retranslate`; call it once when built."""

    def retranslate(self) -> None:
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class TranslatedWidget(TranslatedMixin, QWidget):
    """A plain widget whose words follow the language."""
