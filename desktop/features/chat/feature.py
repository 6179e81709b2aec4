"""The Chat feature; its page is built when it is first shown."""

from desktop.feature import Feature, Page, Shell


def make_page(shell: Shell) -> Page:
    from desktop.features.chat.page import ChatPage

    return ChatPage(shell)


FEATURE = Feature("chat", "Chat", "chat-circle-text", 1, make_page)
