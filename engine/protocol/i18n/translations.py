"""Translations, read from Qt's .ts files: resources/translations/<language>/<part>.ts.

The window, the command line and the sentences of errors share them. The English source is the key; English itself needs
entries only for plurals. Plural rule of Spanish and English: the first form for one, the second for every other number.
"""

from __future__ import annotations

import locale
import os
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from engine.protocol.errors import AteneoError
from engine.protocol.i18n.numbers import as_written, number

LANGUAGES = ("en", "es")
FOLDER = Path(__file__).parents[3] / "resources" / "translations"

Entries = dict[tuple[str, str], tuple[str, ...]]
_CONTEXT = re.compile(r"<name>([^<]+)</name>")


def system_language() -> str:
    """Return "es" or "en" after the environment's locale; "en" when it names neither."""
    locale_name = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), None)
    code = (locale_name or locale.getlocale()[0] or "en")[:2].lower()
    return code if code in LANGUAGES else "en"


class Translations:
    """Translations of one language, by context and English source. A missing entry gives the source itself.

    A file is read when one of its contexts is first asked for: the first frame and most sentences need a few of thirty.
    """

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        self.language = language
        self._entries: Entries = {}
        self._unread: defaultdict[str, list[Path]] = defaultdict(list)
        for file in sorted((folder / language).glob("*.ts")):
            for context in _CONTEXT.findall(file.read_text("utf-8")):
                self._unread[context].append(file)

    def tr(self, context: str, source: str, n: int | None = None, /, **values: object) -> str:
        """Return the translation, with `{name}` filled from `values` and `%n` from `n`; numbers as the language writes them.

        A number that is a name, as that of a conversation, is given as text.
        """
        text = self.translate(context, source, n)
        return self.fill(text, values) if values else text

    def fill(self, text: str, values: Mapping[str, object]) -> str:
        """Return a translated text with `{name}` filled, figures as in the language. Raises KeyError for a missing value."""
        return text.format_map(as_written(self.language, values))

    def translate(self, context: str, source: str, n: int | None = None) -> str:
        """Return the translation in the form for `n`, with `%n` filled and every `{name}` left to the caller."""
        form = self.form(context, source, n)
        return form if n is None else form.replace("%n", number(self.language, n))

    def form(self, context: str, source: str, n: int | None = None) -> str:
        """Return the form for the number `n`, with `%n` still in it."""
        if context in self._unread:
            self._read(context)
        forms = self._entries.get((context, source), (source,))
        return forms[0] if n is None or n == 1 else forms[-1]

    def _read(self, context: str) -> None:
        """Read the files of a context, before any other thread takes them for read."""
        for file in self._unread.get(context, ()):
            self._entries.update(read_entries(file))
        self._unread.pop(context, None)

    def error(self, error: AteneoError) -> str:
        """Return the translated sentence of an error, filled with its values. Raises KeyError for a value it lacks."""
        return self.fill(self.translate("errors", error.sentence), error.values)


def read_entries(file: Path) -> Entries:
    """Return the translations in one .ts file: (context, source) → forms."""
    from xml.etree import ElementTree  # not loaded with the engine, which translates later

    entries: Entries = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            parts = {
                part.tag: part for part in message
            }  # looked through once: three thousand are read before the first frame
            translation = parts.get("translation")
            if translation is None or translation.get("type") in ("unfinished", "vanished", "obsolete"):
                continue
            forms = tuple(form.text or "" for form in translation) if len(translation) else (translation.text or "",)
            entries[name, parts["source"].text or "" if "source" in parts else ""] = forms
    return entries
