"""The course as a web site: static pages, with steppers that need no kernel and no network.

Read next: `build.py`.
"""
