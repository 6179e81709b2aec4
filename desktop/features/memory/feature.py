"""The Memory feature; its page is built when it is first shown."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.memory.page import MemoryPage

    return MemoryPage(shell)


FEATURE = Feature("memory", "Memory", "brain", 7, make_page)
