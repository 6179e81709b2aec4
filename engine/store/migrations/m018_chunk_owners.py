"""Step 18: what a search looks up of all its candidates, the document of a chunk and the language of a document, in few pages."""

STATEMENTS: tuple[str, ...] = (
    "CREATE INDEX chunks_with_document ON chunks(id, document)",
    "CREATE INDEX documents_with_language ON documents(id, language)",
)
