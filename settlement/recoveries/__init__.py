"""Recoveries: what was paid and is no longer due; one open proposal per person and class, decided by two people."""
