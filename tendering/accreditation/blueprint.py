"""The blueprint that both files of pages hang their routes on, and the way back to an accreditation's page."""

from flask import Blueprint, redirect, url_for

from kernel.web import flash_done

bp = Blueprint("accreditation", __name__)


def back(row, sentence):
    """Say what was done, and show the accreditation."""
    flash_done(sentence)
    return redirect(url_for("accreditation.show", accreditation_id=row.id))
