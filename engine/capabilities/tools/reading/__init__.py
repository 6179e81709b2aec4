"""Tools that read what the library holds."""
