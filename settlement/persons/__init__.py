"""Persons: one row for a human being in the whole region, found by the blind index of the citizen number."""
