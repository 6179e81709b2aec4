"""The Prompts feature; its page is built when it is first shown."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.prompts.page import PromptsPage

    return PromptsPage(shell)


FEATURE = Feature("prompts", "Prompts", "notebook", 6, make_page)
