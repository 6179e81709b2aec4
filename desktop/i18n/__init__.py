"""The window's languages. What is imported from here needs nothing of the engine; `faults` and `language` do."""

from desktop.i18n.translate import TranslatedMixin, TranslatedWidget, tr, tr_noop, window_language

__all__ = ["TranslatedMixin", "TranslatedWidget", "tr", "tr_noop", "window_language"]
