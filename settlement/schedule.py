"""What this room hands to the house: desk panels, navigation, scheduled jobs, checks, portal blocks, reference data."""

PANELS = []
NAV = []
JOBS = []
CHECKS = []
PORTAL = []
SEEDS = []
