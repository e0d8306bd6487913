"""The command that writes what a page shows to a file: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, print_json
from liantu.errors import UsageError
from liantu.locale import language, text

PLACES = ("chain_id", "segment_id", "node_id")  # of an address; the rest is its query


def export(
    what: Annotated[
        str,
        typer.Argument(
            help="panorama、gaps、targets、segment_targets、compare、honesty、history、risk、whatif、"
            "complexity、screen、coverage、search、node。What to export."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help="文件名，后缀定格式：xlsx、csv；panorama 还有 svg、png、pdf。"
            "File; its suffix is the form: xlsx, csv; svg, png, pdf of the panorama too.",
        ),
    ],
    chain: Annotated[str, typer.Option(help="产业链编号。The chain's id.")] = "",
    region: Annotated[str, typer.Option(help="行政区划代码。Division code.")] = "",
    assume_complete: Annotated[
        bool, typer.Option("--assume-complete", help="按登记齐全看。Take the records as complete.")
    ] = False,
    version: Annotated[str, typer.Option(help="数据版本，默认现用的。Data version.")] = "",
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            help="页面地址里的其他参数，如 kind=BREAK、segment_id=tower、q=…，可多个。"
            "Any other parameter of the page's address, repeatable.",
        ),
    ] = None,
    lang: Annotated[str, typer.Option(help="zh 或 en。Language of the file.")] = "",
    as_json: Json = False,
) -> None:
    """把页面上的内容存成文件，供定期报表用。Write what a page shows to a file, as its link does."""
    asked: dict[str, list[str]] = {}
    for one in given or ():
        name, sign, value = one.partition("=")
        if not sign:
            raise UsageError("export_with", where=one)
        asked.setdefault(name, []).append(value)
    for name, value in (("region", region), ("version", version), ("lang", lang or language.get())):
        if value:
            asked[name] = [value]
    if assume_complete:
        asked["assume_complete"] = ["1"]
    if chain:
        asked["chain_id" if what not in ("complexity", "screen", "coverage") else "chain"] = [chain]
    content, file = _file(what, out.suffix.lower().lstrip("."), asked)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UsageError("file_unwritable", where=str(out), reason=str(error.strerror)) from error
    if as_json:
        print_json({"file": str(out), "bytes": len(content), "called": file})
    else:
        typer.echo(text("export.done", file=out, size=f"{len(content):,d}"))


def _file(what: str, form: str, asked: dict[str, list[str]]) -> tuple[bytes, str]:
    """Return the bytes that the page's link gives, and what it would call the file."""
    from liantu.web.files import file_of

    places = {name: asked.pop(name)[0] for name in PLACES if name in asked}
    return file_of(open_home(), what, form, places, asked)
