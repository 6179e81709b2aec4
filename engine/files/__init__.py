"""Files on disk: walking and watching folders, telling what changed, limits for the processes that read them."""
