"""Why customers rated as they did."""

__version__ = "0.1.0"
