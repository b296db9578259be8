"""What runs everything and knows nothing of training or subsidies."""
