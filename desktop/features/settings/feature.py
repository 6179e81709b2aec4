"""The Settings page, made when first shown."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.settings.page import SettingsPage

    return SettingsPage(shell)


FEATURE = Feature("settings", "Settings", "gear-six", 20, make_page, below_the_line=True)
