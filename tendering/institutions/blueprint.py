"""The blueprint that both files of pages hang their routes on."""

from flask import Blueprint

bp = Blueprint("institutions", __name__)
