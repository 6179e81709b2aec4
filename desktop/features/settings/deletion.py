"""The rows of the Settings page that delete for good what was deleted before, and clean the backups of it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from desktop.feature import Shell
from desktop.i18n import tr, tr_noop
from desktop.panels.delete_for_good import clean_backups, delete_for_good
from desktop.widgets.cards.form_card import FormCard
from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images


class DeletionRows:
    """Adds two buttons to a card."""

    def __init__(self, shell: Shell, card: FormCard) -> None:
        self._shell, self._card = shell, card
        self.delete, self.clean = QPushButton(), QPushButton()
        self.delete.clicked.connect(self._delete)
        self.clean.clicked.connect(lambda: clean_backups(shell, card))
        card.add(
            tr_noop("settings", "What you deleted"),
            self.delete,
            tr_noop(
                "settings",
                "Deleted conversations, and documents, pictures and classifiers that you removed, are kept for 30 days. This "
                "deletes them now.",
            ),
        )
        card.add(
            tr_noop("settings", "Older backups"),
            self.clean,
            tr_noop("settings", "They still hold what you have deleted since, some of them for up to a year."),
        )

    def retranslate(self) -> None:
        self.delete.setText(tr("settings", "Delete for good…"))
        self.clean.setText(tr("settings", "Clean the backups…"))

    def _delete(self) -> None:
        question = tr(
            "settings",
            "Delete for good all deleted conversations, the classifiers you removed, and all that was read from the documents "
            "and pictures you removed? Your own files stay.",
        )
        requests = (
            (chat.PURGE_DELETED, chat.PurgeDeletedConversations()),
            (documents.PURGE, documents.PurgeDocuments()),
            (images.PURGE, images.PurgePictures()),
            (classification.PURGE_CLASSIFIERS, classification.PurgeClassifiers()),
        )
        delete_for_good(self._shell, self._card, question, requests)
