"""Who asks, and what they may: the principal of a request and the matrix of endpoints.

``access.yml`` has one line for each endpoint: the right that it needs, what a token of a
region gets of it, and whether its POST only reads. An endpoint without a line is denied.

    anonymous   nobody has logged in: read while the ledger has no account, else nothing
    machine     a browser on this machine with the token that serve printed, until there
                is an account
    user        an account with a session
    token       ``Authorization: Bearer lt_…``; it wins over a session, which is not read
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from flask import Flask, Response, current_app, g, has_request_context, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from markupsafe import Markup
from ruamel.yaml import YAML

from liantu.errors import LiantuError, NotAllowed, NotKnown
from liantu.ledger.accounts import any_account, session_account
from liantu.ledger.audit import Who
from liantu.ledger.audit import write as write_audit
from liantu.ledger.tokens import used
from liantu.rights import OWN, RIGHTS, ROLES, SCOPES, rights_of
from liantu.settings import settings
from liantu.web import context, errors, guard, regions

Kind = Literal["anonymous", "machine", "user", "token", "command"]
REGIONS = ("param", "node", "body", "free", "refused")
NOBODY: frozenset[str] = frozenset()
# Answers that are kept as files, whether or not a browser is told so.
FILES = frozenset(
    {
        "text/csv",
        "application/x-ndjson",
        "application/jsonl",
        "application/vnd.apache.parquet",
        "application/graphml+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
OWN_LINES = frozenset({"login", "guard", "accounts", "tokens"})
KEPT = "login"  # where the session keeps the secret of a login


@dataclass(frozen=True)
class Principal:
    """Who asks: rights, and the region outside of which nothing is told (empty: everywhere)."""

    kind: Kind
    name: str = ""
    role: str = ""
    rights: frozenset[str] = NOBODY
    region: str = ""
    id: str = ""

    def who(self) -> Who:
        """Return what the audit keeps of them."""
        return Who(self.kind, self.name, self.id, (request.remote_addr or "")[:64])


@dataclass(frozen=True)
class Line:
    """One line of the matrix."""

    right: str
    region: str
    reads: bool = False
    names: tuple[str, ...] = ("region",)
    force: tuple[tuple[str, str], ...] = ()
    safe: bool = False


@cache
def matrix() -> dict[str, Line]:
    """Return the line of every endpoint; raises ValueError for one that makes no sense."""
    text = (files("liantu.web") / "access.yml").read_text(encoding="utf-8")
    found: dict[str, Line] = {}
    for endpoint, given in YAML(typ="safe", pure=True).load(text).items():
        line = Line(
            given.pop("right"),
            given.pop("region"),
            given.pop("reads", False),
            tuple(given.pop("names", ("region",))),
            tuple(given.pop("force", {}).items()),
            given.pop("safe", False),
        )
        if given or line.right not in RIGHTS or line.region not in REGIONS:
            raise ValueError(f"access.yml: {endpoint}")
        found[endpoint] = line
    return found


def install(app: Flask) -> None:
    """Check every request, and give templates ``may`` and ``principal``."""
    matrix()
    app.before_request(check)
    app.after_request(noted)
    app.after_request(_told)  # these run last first: what is left out is not noted as told
    app.jinja_env.globals.update(
        may=may,
        principal=principal,
        accounts_exist=accounts_exist,
        may_unlock=may_unlock,
        door=door,
        locked=locked,
        came=came,
        RIGHTS=RIGHTS,
        ROLES=ROLES,
    )


def install_forms(app: Flask, csrf: CSRFProtect) -> None:
    """Ask for a form's own sign wherever a session could be misused by another site."""

    def forms() -> None:
        line = matrix().get(request.endpoint or "")
        reads = request.method in guard.SAFE or (line is not None and line.reads)
        if not reads and line is not None and bearer() is None:
            csrf.protect()

    app.before_request(forms)


def principal() -> Principal:
    """Return who asks; raises NotKnown for a token that opens nothing."""
    if not has_request_context():
        return Principal("anonymous")
    if "principal" not in g:
        g.principal = Principal("anonymous")  # what an error on the way leaves
        g.principal = _found()
    return cast(Principal, g.principal)


def as_command() -> None:
    """Let this request be one of the command line, whose user holds the data folder itself."""
    g.principal = Principal("command", "", "administrator", ROLES["administrator"] - OWN)


def may(right: str) -> bool:
    """Say whether who asks has a right."""
    return right in principal().rights


def bearer() -> str | None:
    """Return the token of the request's header; None where it has none."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None


def accounts_exist() -> bool:
    """Say whether the ledger has an account. Accounts are never deleted: once true, always."""
    if current_app.config.get("LIANTU_ACCOUNTS"):
        return True
    if "accounts_exist" not in g:  # a page asks for it thrice
        g.accounts_exist = any_account(context.home().ledger)
        current_app.config["LIANTU_ACCOUNTS"] = g.accounts_exist
    return bool(g.accounts_exist)


def may_unlock() -> bool:
    """Say whether the token that serve printed would open the forms: until there is an account."""
    return guard.may_unlock() and not accounts_exist()


def door() -> Markup:
    """Return a link to where more rights are had: the token's form, the login, or nothing."""
    asking = principal()
    if may_unlock() and asking.kind == "anonymous":
        return _link("guard.unlock_form", "web.unlock")
    if asking.kind == "anonymous" and accounts_exist():
        return _link("login.form", "login.title", next=came())
    return Markup()


def locked(key: str, right: str) -> Markup:
    """Return why something cannot be done here: ``key``, or with accounts the right it needs."""
    if accounts_exist():
        said = context.words("access.locked", right=context.words(f"right.{right}"))
    else:
        said = context.words(key)
    return Markup("{} {}").format(said, door())


def came() -> str | None:
    """Return the address of this page, to come back to; nothing of what cannot be asked again."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _link(endpoint: str, key: str, **values: str | None) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url_for(endpoint, **values), context.words(key))  # type: ignore[arg-type]


def write(event: str, subject: str = "", **detail: object) -> None:
    """Add a line to the audit about who asks."""
    write_audit(context.home().ledger, principal().who(), event, subject, detail)


def check() -> None:
    """Refuse what the rights of who asks do not hold."""
    if request.endpoint == "static":
        return
    line = matrix().get(request.endpoint or "")
    if line is None:  # an unknown address, or an endpoint that nobody gave a line
        if request.endpoint is not None:
            raise NotAllowed("no_line", where=request.path)
        need("read")
        return
    if line.right != "open":
        need(line.right)
        region = principal().region
        if region:
            regions.keep_within(region, line)
    elif bearer() is not None:
        principal()  # a token that opens nothing is told so everywhere


def _told(response: Response) -> Response:
    """Leave out of an answer what lies outside the region of a token."""
    line = matrix().get(request.endpoint or "")
    if line is None or "principal" not in g or not g.principal.region:
        return response
    try:
        regions.withhold(g.principal.region, line, response)
    except LiantuError as error:
        return errors.answer(error)
    return response


def noted(response: Response) -> Response:
    """Write down what was written and what was taken away; without that it is not given."""
    line = matrix().get(request.endpoint or "")
    if response.mimetype == "application/json" and principal().kind != "anonymous":
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.add("Authorization")
    if line is None or response.status_code >= 400:
        return response
    writes = request.method not in guard.SAFE and not line.reads
    taken = request.method != "HEAD" and response.status_code == 200 and _is_file(response)
    own = (request.blueprint or "") in OWN_LINES  # these write a line of their own
    if (writes and not own) or (taken and request.endpoint != "static"):
        detail = {"endpoint": request.endpoint, "method": request.method}
        try:
            write("write" if writes else "export", request.full_path.rstrip("?"), **detail)
        except LiantuError as error:
            return errors.answer(error)
    return response


def _is_file(response: Response) -> bool:
    kept = response.headers.get("Content-Disposition", "").startswith("attachment")
    return kept or response.mimetype in FILES


def need(right: str) -> None:
    """Raise NotKnown or NotAllowed unless who asks has a right."""
    asking = principal()
    if right in asking.rights:
        return
    if asking.kind == "token" and right not in SCOPES:
        raise NotAllowed("scope_never", where=request.path)
    if asking.kind == "token":
        raise NotAllowed("scope", where=request.path, scope=right, has=_list(asking.rights))
    if asking.kind == "user":
        held = "、".join(_called("role", one) for one, rights in ROLES.items() if right in rights)
        told = {"right": _called("right", right), "role": _called("role", asking.role)}
        raise NotAllowed("right", where=request.path, roles=held, **told)
    if not accounts_exist() and asking.rights:
        raise NotAllowed("read_only", where=request.path)
    raise NotKnown("login_needed", where=request.path)


def _called(what: str, name: str) -> str:
    return f"{context.words(f'{what}.{name}')} ({name})"


def _list(rights: frozenset[str]) -> str:
    return ", ".join(one for one in RIGHTS if one in rights) or "–"


def _found() -> Principal:
    if g.get("stranger"):
        return Principal("anonymous")
    ledger = context.home().ledger
    text = bearer()
    if text is not None:
        token = used(ledger, text)
        row = token.row
        return Principal("token", row.name, token.owner.role, token.rights, row.region, row.id)
    if secret := session.get(KEPT):
        account = session_account(ledger, str(secret))
        if account is not None:
            rights = rights_of(account.role)
            return Principal("user", account.name, account.role, rights, "", str(account.id))
    exist = accounts_exist()
    if not exist and guard.unlocked():
        return Principal("machine", "serve", "administrator", ROLES["administrator"] - OWN)
    chosen = settings().anonymous or ("none" if exist else "read")
    return Principal("anonymous", rights=frozenset({"read"}) if chosen == "read" else NOBODY)
