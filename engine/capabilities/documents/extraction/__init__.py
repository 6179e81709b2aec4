"""Facts of many documents in a table: found by labels, tables and patterns first, else by the chat model, and always quoted."""
