"""The language spoken between the window, the engine and the indexer: types only, no behaviour of either side."""
