"""The languages: translations from the .ts files, and numbers as each language writes them."""

from engine.protocol.i18n.numbers import as_written, figure, number
from engine.protocol.i18n.translations import (
    FOLDER,
    LANGUAGES,
    Translations,
    read_entries,
    system_language,
)

__all__ = [
    "FOLDER",
    "LANGUAGES",
    "Translations",
    "as_written",
    "figure",
    "number",
    "read_entries",
    "system_language",
]
