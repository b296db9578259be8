"""When runs are drafted: on the region's own day by the schedule, or now because an officer asks."""
