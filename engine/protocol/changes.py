"""After a mutating reply the server tells every page which nouns changed; a page reloads its own noun.

On the wire: {"documents": true, "by": 7}, `by` the id of the request that changed them (0: the engine itself).
"""

from __future__ import annotations

CONVERSATIONS = "conversations"
DOCUMENTS = "documents"
MODELS = "models"
PICTURES = "pictures"
CLASSIFIERS = "classifiers"

ALL = frozenset((CONVERSATIONS, DOCUMENTS, MODELS, PICTURES, CLASSIFIERS))
"""As after an engine that began anew."""
