"""The HTTP service: `create_app` for an ASGI server, `cxnlp serve` for one that runs by itself.

It needs the extra `serve`, and nothing else in the package imports it.
"""

from cxnlp.serve.app import create_app
from cxnlp.serve.settings import Limits, ServeError, Settings

__all__ = ["Limits", "ServeError", "Settings", "create_app"]
