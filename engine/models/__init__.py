"""Native models behind small Protocols: text generation, embedding, and the shelf they stand on."""
