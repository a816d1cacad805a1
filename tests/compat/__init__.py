"""What exists so that old programs run as they stand."""
