"""The CSRF guard, in a file of its own so that `access` and `web` may both use it."""

from flask_wtf import CSRFProtect

csrf = CSRFProtect()
