"""The Models page, made when first shown."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.models.page import ModelsPage

    return ModelsPage(shell)


FEATURE = Feature("models", "Models", "cube", 10, make_page, below_the_line=True)
