"""Settlement runs: one region, one period, from draft to posting; red letters in `corrections`."""
