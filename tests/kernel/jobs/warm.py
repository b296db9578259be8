"""Imported once by the server that processes are forked from: an application made, so that none waits for its own."""

import tempfile
from pathlib import Path

from wsgi import create_app

with tempfile.TemporaryDirectory() as place:
    create_app({"testing": True, "var_dir": Path(place)})
