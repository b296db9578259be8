"""The pages of holds stand under one name; those that show what waits are added by the room of runs."""

from flask import Blueprint

bp = Blueprint("holds", __name__)
