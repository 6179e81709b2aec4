"""Search in documents: passages by words and meaning, documents that a question names, passages for an answer."""
