"""What one does with texts beside sorting them: one text, texts compared, topics, a table's column."""
