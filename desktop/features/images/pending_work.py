"""Work on pictures that an earlier run or a change of model left undone."""

from __future__ import annotations

from desktop.features.images.image_requests import ImageRequests
from engine.capabilities.images import api as images


class PendingWork:
    """Indexing is resumed once after each change of models, so that a run that the person stopped stays stopped."""

    def __init__(self, requests: ImageRequests) -> None:
        self._requests = requests
        self._may_index = False

    def allow_indexing(self) -> None:
        """Call this when the installed or chosen models have changed."""
        self._may_index = True

    def resume(self, folders: images.PictureFolders) -> None:
        """Index pictures without a vector of the model in use, or read the text of pictures that wait for it."""
        pending = folders.awaiting_new_model or (folders.waiting if folders.model else 0)
        if pending and self._may_index:
            self._may_index = False
            self._requests.index(())
        elif folders.awaiting_ocr:
            self._requests.resume_reading_text()
