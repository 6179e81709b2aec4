"""The Images page, made when first shown."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.images.page import ImagesPage

    return ImagesPage(shell)


FEATURE = Feature("images", "Images", "image", 3, make_page)
