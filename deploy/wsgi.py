"""The application for a WSGI server behind a proxy: read-only, until there are accounts.

The proxy is the only one that can ask, and the fence of host names: any name is
taken here. There is no token, because behind a proxy everybody seems to be on
this machine.
"""

from __future__ import annotations

from liantu.home import Home
from liantu.settings import settings
from liantu.web import create_app, wire

wire.install()
application = create_app(Home(settings().home), hosts=frozenset({"0.0.0.0"}))  # noqa: S104
