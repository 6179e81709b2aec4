"""Finding in a question what the person told about themselves or asked to remember."""
