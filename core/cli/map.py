"""Commands of an office's own borders: add, show, remove."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, print_json
from liantu.errors import InputError, NotFound
from liantu.locale import text
from liantu.map_pack import MOST_BYTES, About, map_pack, remove_pack, save_pack

map_app = typer.Typer(
    help="地图：本单位的边界底图（GeoJSON）和审图号。The office's own borders on the map.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@map_app.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="GeoJSON 文件，只含面。A GeoJSON of polygons.")],
    approval: Annotated[
        str, typer.Option(help="审图号，如 GS（2024）0650号。The map approval number.")
    ],
    title: Annotated[str, typer.Option(help="底图名称。What the borders are called.")] = "",
    as_json: Json = False,
) -> None:
    """检查并使用一个边界底图，替换原有的。Check borders and use them from now on."""
    home = open_home()
    try:
        if file.stat().st_size > MOST_BYTES:
            raise InputError("map_size", where=file.name, limit=f"{MOST_BYTES >> 20} MiB")
        content = file.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", where=str(file), reason=str(error.strerror)) from error
    _say(save_pack(home.root, content, approval, title, file.name).about, as_json)


@map_app.command("show")
def show(as_json: Json = False) -> None:
    """看现在用的边界底图。Show the borders in use."""
    home = open_home()
    pack = map_pack(home.root)
    if pack is None:
        raise NotFound("map_none", where=str(home.root))
    _say(pack.about, as_json)


@map_app.command("remove")
def remove() -> None:
    """不再用边界底图。Use no borders from now on."""
    remove_pack(open_home().root)
    typer.echo(text("geo.pack.removed"))


def _say(about: About, as_json: bool) -> None:
    if as_json:
        print_json(asdict(about))
    else:
        typer.echo(text("geo.pack.said", **asdict(about)))
