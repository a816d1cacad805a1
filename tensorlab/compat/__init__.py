"""Compat: everything that exists only so that old programs run. Nothing else imports it."""
