"""Training: what drives sessions."""
