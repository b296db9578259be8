"""The pages of labour contracts stand under one name."""

from flask import Blueprint

bp = Blueprint("contracts", __name__, url_prefix="/contracts")
