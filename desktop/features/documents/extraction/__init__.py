"""Facts of many documents in a table: the fields, the live table, the source of each value, and the export."""
