"""Rosters: classes opened under an award, their trainees, verification, appraisals. Reads for settlement: `queries`."""
