"""A page's file without a browser: what its link gives, for the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from flask import url_for
from werkzeug.routing import BuildError

from liantu.errors import UsageError
from liantu.graph.snapshots import Snapshots
from liantu.home import Home
from liantu.web import access
from liantu.web.app import create_app
from liantu.web.context import EXTENSION
from liantu.web.downloads import PAGES


def file_of(
    home: Home,
    page: str,
    form: str,
    places: Mapping[str, str],
    query: Mapping[str, Sequence[str]],
) -> tuple[bytes, str]:
    """Return the content of a page's file and its name.

    ``places`` are the parts of the address (``chain_id``, ``segment_id``, ``node_id``),
    ``query`` its parameters. Raises UsageError for an unknown page or one that lacks a part
    of its address, and what the page itself raises.
    """
    if page not in PAGES:
        raise UsageError("export_what", where=page, known=", ".join(PAGES))
    app = create_app(home)
    try:
        with app.test_request_context("/"):
            try:
                given: dict[str, Any] = {name: list(values) for name, values in query.items()}
                address = url_for(f"downloads.{page}", form=form, **(given | dict(places)))
            except BuildError as error:
                parts = set(error.suggested.arguments if error.suggested else ()) - {"form"}
                needed = ", ".join(sorted(parts))
                raise UsageError("export_part", where=page, needed=needed) from error
        with app.test_request_context(address, base_url="http://localhost"):
            access.as_command()
            app.preprocess_request()
            answer = app.make_response(app.dispatch_request())  # errors go to the caller
            access.write("export", address)
            name = answer.headers["Content-Disposition"].partition("UTF-8''")[2]
            return answer.get_data(), unquote(name)
    finally:
        snapshots = app.extensions[EXTENSION]
        assert isinstance(snapshots, Snapshots)
        snapshots.close()
