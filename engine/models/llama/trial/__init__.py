"""The trial of a text model in a child process: what the engine will do with it, once and briefly."""
