"""Collections that follow their folders, and folders that were moved."""
