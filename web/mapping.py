"""A new source in the page: a file is looked at, corrected in a form, previewed, saved."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from liantu.errors import UsageError
from liantu.graph.model import model
from liantu.ingest.guess.choices import parse, subjects
from liantu.ingest.guess.draft import ColumnDraft, Draft
from liantu.ingest.guess.known import Known, known
from liantu.ingest.guess.preview import ASIDE, SHOWN, TableShown, previewed
from liantu.ingest.guess.propose import corrected, propose
from liantu.ingest.guess.save import (
    Tried,
    attempt,
    file_of,
    matching_source,
    own_sources,
    save,
)
from liantu.ingest.guess.seen import WIDEST, look_at
from liantu.ingest.guess.values import SEPARATORS
from liantu.ingest.guess.wording import (
    choice_text,
    options,
    problems_text,
    reason_text,
    row_texts,
    subject_text,
    takes_split,
    units_for,
)
from liantu.ingest.incoming import Incoming, all_incoming, incoming, receive
from liantu.ingest.readers import SUFFIXES, Document, read_file
from liantu.ingest.rules import ROLES
from liantu.settings import settings
from liantu.web.access import may
from liantu.web.context import home

bp = Blueprint("mapping", __name__)

OFFERED = tuple(role for role in ROLES if role != "template")
DETAILS = ("unit", "split", "chain")
FORM = 4 << 20  # bytes of the form of a wide table


@dataclass(frozen=True)
class MappingView:
    """A draft in its form, with its preview."""

    there: Incoming
    tried: Tried
    draft: Draft
    known: Known
    tables: tuple[TableShown, ...]
    replacing: bool

    def problems(self) -> list[str]:
        """Return what keeps the draft from being saved, in words."""
        return problems_text(self.tried)

    def chains_for(self, column: ColumnDraft) -> list[tuple[str, str]]:
        """Return the chains whose segments a column may name; none where it names no segment."""
        wanted = parse(column.what).other == "Segment"
        return list(self.known.chains.items()) if wanted else []


def install(app: Flask) -> None:
    """Let the bodies of this page's forms be as large as the files that it takes."""
    app.before_request(_allow_files)


def _allow_files() -> None:
    if request.endpoint == "mapping.upload" and may("ingest"):
        request.max_content_length = (settings().max_file_mib << 20) + FORM
    if request.endpoint == "mapping.decide" and may("ingest"):
        request.max_content_length = request.max_form_memory_size = FORM


@bp.get("/data/sources/new")
def new() -> str:
    """Show what a file that has come in is taken for, or ask for a file."""
    name, file = request.args.get("incoming", ""), request.args.get("file", "")
    if not name:
        return _start()
    there = incoming(home(), name)
    if not file and len(there.files) != 1:
        return _start(there)
    path = there.file(file) if file else there.files[0]
    document = read_file(path)
    matched = matching_source(document, home())
    if matched is not None:
        return render_template("mapping_matched.html", there=there, file=path.name, source=matched)
    names = known(home())
    draft = propose(look_at(document), document.name, names)
    return _page(there, document, draft, names, False)


@bp.post("/data/sources/new/file")
def upload() -> Response:
    """Keep the files of the form apart and go on with the first of them."""
    with ExitStack() as opened:
        given = [opened.enter_context(closing(one)) for one in request.files.getlist("file")]
        named = [(one.filename, cast(BinaryIO, one)) for one in given if one.filename]
        there = receive(home(), named)
    target = url_for("mapping.new", incoming=there.name, file=there.files[0].name)
    return redirect(target, 303)


@bp.post("/data/sources/new")
def decide() -> Any:
    """Preview or save the draft that the form holds."""
    form = request.form
    there = incoming(home(), form.get("incoming", ""))
    document = read_file(there.file(form.get("file", "")))
    names = known(home())
    draft = drafted(propose(look_at(document), document.name, names), form, names)
    replacing = form.get("replace") == "1"
    if form.get("do") == "save":
        tried = attempt(draft, document, home(), replacing)
        if tried.good:
            save(tried, home(), replacing)
            target = url_for("mapping.one", name=draft.id, incoming=there.name, saved=1)
            return redirect(target, 303)
    return _page(there, document, draft, names, replacing)


@bp.get("/data/sources/<name>")
def one(name: str) -> str:
    """Show one of the office's own sources as it is written."""
    path = file_of(home(), name)
    source = own_sources(home())[name]
    arrived = request.args.get("incoming", "")
    there = next((one for one in all_incoming(home()) if one.name == arrived), None)
    return render_template(
        "mapping_source.html",
        source=source,
        yaml=path.read_text(encoding="utf-8"),
        there=there,
        saved="saved" in request.args,
    )


def drafted(draft: Draft, form: Mapping[str, str], names: Known) -> Draft:
    """Return a draft with what a form says of its tables and columns."""
    role = form.get("role", draft.role)
    if role not in OFFERED:
        raise UsageError("mapping_role", where="role", role=role, known=", ".join(OFFERED))
    for at, table in enumerate(draft.tables):
        subject = form.get(f"t{at}-subject", table.subject)
        if subject and subject not in subjects():
            shown = "、".join(subjects())
            raise UsageError("mapping_no_kind", where=f"t{at}", kind=subject, known=shown)
        same = subject == form.get(f"t{at}-was", subject)
        given = _columns(at, table.columns, form) if same else {}
        draft = draft.with_table(at, corrected(table, subject, given, draft.file, names))
    return replace(
        draft,
        id=form.get("id", draft.id).strip(),
        label=" ".join(form.get("label", "").split())[:60] or draft.label,
        role=role,
        full=form.get("delivery", "full") == "full",
    )


def _columns(
    at: int, columns: tuple[ColumnDraft, ...], form: Mapping[str, str]
) -> dict[int, dict[str, str]]:
    """Return what a form says of each column; details of another choice are left out."""
    found: dict[int, dict[str, str]] = {}
    for column in columns:
        key = f"t{at}-c{column.seen.at}"
        if f"{key}-what" not in form:
            continue
        given = {"what": form[f"{key}-what"]}
        if form.get(f"{key}-was") == given["what"]:
            given |= {name: form[f"{key}-{name}"] for name in DETAILS if f"{key}-{name}" in form}
        found[column.seen.at] = given
    return found


def _start(there: Incoming | None = None) -> str:
    return render_template(
        "mapping_start.html",
        there=there,
        waiting=[there] if there else all_incoming(home()),
        own=list(own_sources(home()).values()),
        accept=",".join(sorted(SUFFIXES)),
    )


def _page(there: Incoming, document: Document, draft: Draft, names: Known, replacing: bool) -> str:
    tried = attempt(draft, document, home(), replacing)
    tables = previewed(tried, names)
    kinds = [(one, subject_text(one)) for one in subjects()]
    return render_template(
        "mapping.html",
        view=MappingView(there, tried, draft, names, tables, replacing),
        nodes=[one for one in kinds if one[0] in model().nodes],
        links=[one for one in kinds if one[0] in model().links],
        roles=OFFERED,
        separators=["", *SEPARATORS, " ", "json"],
        options=options,
        units_for=units_for,
        takes_split=takes_split,
        reason_text=reason_text,
        choice_text=choice_text,
        row_texts=row_texts,
        shown_rows=SHOWN,
        shown_aside=ASIDE,
        widest=WIDEST,
    )
