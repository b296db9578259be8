"""Makers of rows for tests: one module a room, each function calling the services where there is a verb for it."""

import importlib
import pkgutil
from types import SimpleNamespace


def load() -> SimpleNamespace:
    """Every public function of the modules here, by name; a name made twice is an error."""
    made: dict = {}
    for module in pkgutil.iter_modules(__path__):
        full_name = f"{__name__}.{module.name}"
        for name, value in vars(importlib.import_module(full_name)).items():
            if callable(value) and not name.startswith("_") and getattr(value, "__module__", "") == full_name:
                if name in made:
                    raise ValueError(f"two factories are called {name}")
                made[name] = value
    return SimpleNamespace(**made)
