"""Sources of a question on the command line, made ready."""
