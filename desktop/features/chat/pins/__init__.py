"""Messages that the model always reads: their mark, and the line of their menu."""
