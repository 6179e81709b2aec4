"""An index of the removed documents: every search asks whether there are any, and would pass over all documents."""

STATEMENTS: tuple[str, ...] = ("CREATE INDEX documents_hidden ON documents(id) WHERE deleted_at IS NOT NULL",)
