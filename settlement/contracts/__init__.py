"""Labour contracts, extensions, endings and licences, each verified by an officer. Reads for settlement: `queries`."""
