"""The Models page: installed models, adding more, and the health check of this computer."""
