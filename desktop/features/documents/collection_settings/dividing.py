"""The run that divides documents again after a change, in the background."""

from __future__ import annotations

from desktop.i18n import tr
from desktop.panels.long_documents import FollowUpCall, FollowUpRun
from engine.capabilities.documents.api.chunking import RECHUNK, RechunkDocuments


class DividingRun(FollowUpRun):
    """Divides the documents whose collection has another choice than they were divided by."""

    def title(self) -> str:
        return tr("documents", "Dividing documents anew")

    def _call(self) -> FollowUpCall:
        return self._shell.client.call(RECHUNK, RechunkDocuments(), self)

    def _is_own(self, request: object) -> bool:
        return isinstance(request, RechunkDocuments)
