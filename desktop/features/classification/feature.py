"""The Classify page, made when first shown."""

from desktop.features.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.classification.page import LanguagePage

    return LanguagePage(shell)


FEATURE = Feature("language", "Classify", "tag", 4, make_page)
