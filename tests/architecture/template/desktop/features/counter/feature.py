"""The Counter feature; its page is built when it is first shown."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.counter.page import CounterPage

    return CounterPage(shell)


FEATURE = Feature("counter", "Counter", "hash", 9, make_page)
