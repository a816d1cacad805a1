"""Queues: places in a session where elements wait between the runs that put them in and those that take them out.

Read next: `resource.py` (how a queue works), `nodes.py` (its operations), `queue_base.py` (what a program writes).
"""
