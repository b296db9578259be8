"""Accounts by Flask-Security: sign-in, second factor, sessions; pages and the administrator's verbs."""
