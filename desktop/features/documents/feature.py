"""The Documents page, made when first shown."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.documents.page import DocumentsPage

    return DocumentsPage(shell)


FEATURE = Feature("documents", "Documents", "file-text", 2, make_page)
