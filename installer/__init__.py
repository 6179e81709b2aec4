"""Set-up from a bare Python: standard library only, and the one part of the project that may use the network."""
