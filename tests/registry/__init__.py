"""Tests made from the registry: what every op record must say and do."""
