"""The language of the window, switched live. Translations come from the .ts files that the engine reads too."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from engine.protocol.i18n import LANGUAGES, Translations, system_language


class Language(QObject):
    """Installs our translations and Qt's own; a switch sends LanguageChange to every widget."""

    def __init__(self, app: QCoreApplication, code: str = "") -> None:
        super().__init__()
        self._app = app
        self.code = ""
        self.use(code)

    def use(self, code: str) -> None:
        """Switch to "es" or "en"; empty or unknown follows the system."""
        code = code if code in LANGUAGES else system_language()
        if code == self.code:
            return
        self.close()
        self.code = code
        QLocale.setDefault(QLocale(code))
        for translator in _translators(code):
            self._app.installTranslator(translator)

    def close(self) -> None:
        """Remove the translators; texts are English again, as in the source."""
        for translator in _translators(self.code) if self.code else ():
            self._app.removeTranslator(translator)


@cache
def _translators(code: str) -> tuple[QTranslator, ...]:
    """Return ours and Qt's own, which live as long as the process.

    Qt holds a lock while it asks a translator for a text, and takes it again to delete one. Python may collect garbage in
    between: a translator in it would be waited for without end.
    """
    own = QTranslator()
    own.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return _Translator(Translations(code)), own


class _Translator(QTranslator):
    def __init__(self, translations: Translations) -> None:
        super().__init__()
        self._translations = translations

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        """Give Qt the form for `n`, with %Ln in place of %n so that Qt groups the thousands."""
        return self._translations.form(context, source, None if n < 0 else n).replace("%n", "%Ln")
