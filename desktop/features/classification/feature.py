"""The Classify page as a feature of the window; the page is made when it is first needed."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.classification.page import ClassificationPage

    return ClassificationPage(shell)


FEATURE = Feature("classification", "Classify", "tag", 4, make_page)
