"""Settings: how the window looks and speaks, how answers are drawn, where things are kept."""
