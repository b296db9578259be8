"""Entitlements: verified evidence read as columns, the rule applied, grants claimed once per person, lines kept.

reading.read(region_code, cutoff) -> Reading          before any lock
service.assess(reading, actor=…) -> Assessment        inside the write, under region and person locks
"""
