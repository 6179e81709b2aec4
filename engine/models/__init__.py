"""Local models behind small interfaces: text generation, embedding, vision, task encoders, and their registry and pool."""
