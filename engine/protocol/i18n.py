"""Words in the user's language, read from Qt's .ts files: resources/translations/<language>/<part>.ts.

The English source is the key; English itself needs entries only for plurals. One source for the window, the command
line and the sentences of errors. Plural rule of Spanish and English: the first form for one, the second for the rest.
"""

from __future__ import annotations

import locale
import os
from pathlib import Path
from xml.etree import ElementTree

from engine.protocol.errors import AteneoError

LANGUAGES = ("en", "es")
FOLDER = Path(__file__).parents[2] / "resources" / "translations"

Entries = dict[tuple[str, str], tuple[str, ...]]


def system_language() -> str:
    """ "es" or "en", from the environment's locale; "en" when it names neither."""
    named = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), None)
    code = (named or locale.getlocale()[0] or "en")[:2].lower()
    return code if code in LANGUAGES else "en"


class Translations:
    """Translations of one language: (context, English source) to its forms. A missing entry is the source itself."""

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        self.language = language
        self._entries: Entries = {}
        for file in sorted((folder / language).glob("*.ts")):
            self._entries.update(_entries(file))

    def tr(self, context: str, source: str, n: int | None = None, /, **values: object) -> str:
        """The translation with `{name}` filled from `values` and `%n` from `n`."""
        text = self.translate(context, source, n)
        return text.format_map({k: str(v) for k, v in values.items()}) if values else text

    def translate(self, context: str, source: str, n: int | None = None) -> str:
        form = self.form(context, source, n)
        return form if n is None else form.replace("%n", str(n))

    def form(self, context: str, source: str, n: int | None = None) -> str:
        """For so many, with `%n` still in it."""
        forms = self._entries.get((context, source), (source,))
        return forms[0] if n is None or n == 1 else forms[-1]

    def error(self, error: AteneoError) -> str:
        return self.translate("errors", error.sentence).format_map(error.values)


def _entries(file: Path) -> Entries:
    found: Entries = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") in ("unfinished", "vanished", "obsolete"):
                continue
            forms = tuple(form.text or "" for form in translation.iter("numerusform")) or (translation.text or "",)
            found[name, message.findtext("source", "")] = forms
    return found
