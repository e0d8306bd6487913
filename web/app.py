"""The application factory: one Flask application over one data folder."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from liantu.home import Home
from liantu.settings import settings
from liantu.web import (
    access,
    answers,
    behind,
    context,
    deliver_api,
    errors,
    glossary,
    guard,
    limiting,
    mapping,
    near,
    published,
    rendering,
    theme,
    timetravel,
    tour,
    usage,
)
from liantu.web.accounts_page import bp as accounts
from liantu.web.api import bp as api
from liantu.web.api_data import bp as api_data
from liantu.web.api_firms import bp as api_firms
from liantu.web.api_graph import bp as api_graph
from liantu.web.api_risk import bp as api_risk
from liantu.web.api_words import bp as api_words
from liantu.web.audit_page import bp as audit
from liantu.web.chains import bp as chains
from liantu.web.charts import bp as charts
from liantu.web.complexity import bp as complexity
from liantu.web.coverage import bp as coverage
from liantu.web.cypher_api import bp as cypher_api
from liantu.web.cypher_api import install as install_cypher
from liantu.web.cypher_page import bp as cypher_page
from liantu.web.data import bp as data
from liantu.web.downloads import bp as files
from liantu.web.downloads import downloads
from liantu.web.explore import bp as explore
from liantu.web.explore_api import bp as explore_api
from liantu.web.explore_files import bp as explore_files
from liantu.web.export import bp as export
from liantu.web.firms import bp as firms
from liantu.web.gap_pages import bp as gap_pages
from liantu.web.gap_settings import bp as gap_settings
from liantu.web.geo import bp as geo
from liantu.web.history import bp as history
from liantu.web.incoming import bp as incoming
from liantu.web.incoming import install as install_incoming
from liantu.web.jobs import bp as jobs
from liantu.web.linkages import bp as linkages
from liantu.web.login import bp as login
from liantu.web.mapping import bp as sources
from liantu.web.pages import bp as pages
from liantu.web.queries_api import bp as queries_api
from liantu.web.queries_page import bp as queries_page
from liantu.web.rejects import bp as rejects
from liantu.web.review import bp as review
from liantu.web.risk import bp as risk
from liantu.web.rows import bp as rows
from liantu.web.screen import bp as screen
from liantu.web.side_by_side import bp as side_by_side
from liantu.web.spec import checking
from liantu.web.spec.page import bp as spec
from liantu.web.targets import bp as targets
from liantu.web.timeline import bp as timeline
from liantu.web.together import bp as together
from liantu.web.tokens_page import bp as tokens
from liantu.web.unlock import bp as unlock
from liantu.web.versions import bp as versions
from liantu.web.views import bp as views
from liantu.web.whatif import bp as whatif

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
OF_CHAINS = (chains, firms, gap_pages, targets, screen, whatif, risk, history, coverage)
OF_TABLES = (complexity, linkages)
OF_MAPS = (side_by_side, together, geo, charts)
OF_DATA = (data, incoming, rejects, review, jobs, sources, gap_settings, versions, published.bp)
OF_WORDS = (spec, api, api_words, api_graph, api_firms, api_risk, api_data)
OF_SCRIPTS = (cypher_api, queries_api, deliver_api.bp)
OF_QUERIES = (cypher_page, queries_page)
OF_ACCOUNTS = (unlock, login, accounts, tokens, audit, usage.bp)
BLUEPRINTS = (
    pages,
    timeline,
    *OF_CHAINS,
    *OF_TABLES,
    *OF_MAPS,
    files,
    rows,
    *OF_DATA,
    export,
    explore,
    *OF_ACCOUNTS,
    *OF_QUERIES,
    tour.bp,
    glossary.bp,
    *OF_WORDS,
    *OF_SCRIPTS,
    explore_api,
    explore_files,
    views,
)
MAX_BODY = 1 << 20  # bytes of a form; files that are sent in have a limit of their own


class Number(IntegerConverter):
    """A number of an address, as large as the ledger has any: one beyond it is of nothing."""

    def __init__(self, map: Map, *args: Any, **given: Any) -> None:
        super().__init__(map, *args, **{"max": 2**31 - 1, **given})


def create_app(
    home: Home, token: str = "", hosts: frozenset[str] = LOOPBACK, *, demo: bool = False
) -> Flask:
    """Make the application of a data folder.

    ``token`` opens the forms to a browser on this machine until there is an account;
    without either every page stays read-only. ``demo`` lets every page say that it is one.
    ``hosts`` are the names by which the server may be asked for:
    a page elsewhere that points its own name at this machine gets nothing. The
    addresses ``0.0.0.0`` and ``::`` among them stand for any name.
    """
    app = Flask("liantu.web")
    app.config.from_mapping(
        SECRET_KEY=_key(),
        SESSION_COOKIE_NAME="liantu_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1),
        MAX_CONTENT_LENGTH=MAX_BODY,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which Referrer-Policy forbids
        WTF_CSRF_CHECK_DEFAULT=False,  # access.forms checks: a token's request has no form
        LIANTU_TOKEN=token,
        LIANTU_DEMO=demo,
        LIANTU_HOSTS=frozenset(hosts),
    )
    app.url_map.merge_slashes = False  # an id may hold two slashes in a row
    app.url_map.converters["int"] = Number
    usage.install(app, home)  # first, so that it sees what is sent
    answers.install_last(app)
    published.install(app, home, access.principal)
    install_cypher(app, home)
    context.install(app, home)
    rendering.install(app)
    errors.install(app, near.near)
    guard.install(app)
    limiting.install_first(app)
    access.install(app)  # before CSRF: who may not write hears that first
    limiting.install(app)
    app.jinja_env.globals["downloads"] = downloads
    tour.install(app)
    glossary.install(app)
    theme.install(app)
    checking.install(app)
    behind.install(app)
    timetravel.install(app)  # before anything reads what a version may not have
    answers.install(app)  # when it is known who asks, and of which version
    mapping.install(app)  # before CSRF, which reads the body: its upload takes files
    install_incoming(app)
    deliver_api.install(app)
    access.install_forms(app, CSRFProtect(app))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _key() -> bytes:
    """Return what signs cookies: what the setting says, else something new."""
    named = settings().session_key
    return named.get_secret_value().encode() if named else secrets.token_bytes(32)
