"""The language of the window, switched live. Translations come from the .ts files that the engine reads too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from engine.protocol.i18n import LANGUAGES, Translations, system_language


class Language(QObject):
    """Installs our translations and Qt's own; a switch sends LanguageChange to every widget."""

    def __init__(self, app: QCoreApplication, code: str = "") -> None:
        super().__init__()
        self._app = app
        self._translator: _Translator | None = None
        self._qt_translator = QTranslator(self)
        self.code = ""
        self.use(code)

    def use(self, code: str) -> None:
        """Switch to "es" or "en"; empty or unknown follows the system."""
        code = code if code in LANGUAGES else system_language()
        if code == self.code:
            return
        self.code = code
        QLocale.setDefault(QLocale(code))
        self.close()
        self._qt_translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        self._translator = _Translator(Translations(code), self)
        self._app.installTranslator(self._translator)
        self._app.installTranslator(self._qt_translator)

    def close(self) -> None:
        """Remove the translators; texts are English again, as in the source."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._app.removeTranslator(self._qt_translator)


class _Translator(QTranslator):
    def __init__(self, translations: Translations, parent: QObject) -> None:
        super().__init__(parent)
        self._translations = translations

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        """Give Qt the form for `n`, with %Ln in place of %n so that Qt groups the thousands."""
        return self._translations.form(context, source, None if n < 0 else n).replace("%n", "%Ln")
