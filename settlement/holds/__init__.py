"""Holds: a person in a class who is not paid until somebody has acted; not tied to a run.

service.place(...) -> Hold, service.release(hold, ...), queries.open_holds(...)
"""
