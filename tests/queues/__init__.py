"""Queues: by themselves, in sessions that wait, with many threads, and the threads that fill them."""
