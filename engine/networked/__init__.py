"""Programs that the person lets use the network: the list of them, and the process that starts them without the filter."""
