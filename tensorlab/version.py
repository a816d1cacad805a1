"""The one place that holds tensorlab's version; the build and `tensorlab.__version__` both read it here."""

__version__ = "0.1.0"
