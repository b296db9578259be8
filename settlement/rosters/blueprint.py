"""The pages of classes, files and trainees stand under one name."""

from flask import Blueprint

bp = Blueprint("rosters", __name__, url_prefix="/classes")
