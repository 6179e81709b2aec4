"""The Text tools page as a feature of the window; the page is made when it is first needed."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.text_tools.page import TextToolsPage

    return TextToolsPage(shell)


FEATURE = Feature("text_tools", "Text tools", "text-aa", 5, make_page)
