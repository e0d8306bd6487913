"""Write the reference pages from the code, or with --check fail where they differ."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import typer
from typer import Typer

from liantu.cli import app
from liantu.graph.model import Property, model
from liantu.ingest.sources import shipped
from liantu.queries.catalogue import queries
from liantu.queries.coverage.settings import coverage_settings
from liantu.queries.gaps.settings import gap_settings
from liantu.settings import Settings

FOLDER = Path(__file__).parent / "reference"
HEAD = "<!-- Written by docs/build_reference.py; do not edit. -->\n"


def nodes() -> str:
    """Return every node kind with its properties."""
    lines = ["# Node kinds", ""]
    for node in model().nodes.values():
        ways = " or ".join(" + ".join(way) for way in node.identity)
        lines += [f"## {node.name} {node.label.zh}", "", f"{node.doc.zh} {node.doc.en}", ""]
        lines += [f"Id: `{node.prefix}:…` from {ways}.", "", *_properties(node.properties), ""]
    return "\n".join(lines)


def links() -> str:
    """Return every link kind with its ends and properties."""
    lines = ["# Link kinds", ""]
    for link in model().links.values():
        starts = ", ".join(sorted({start for start, _ in link.ends}))
        ends = ", ".join(sorted({end for _, end in link.ends}))
        lines += [f"## {link.name} {link.label.zh}", "", f"{link.doc.zh} {link.doc.en}", ""]
        lines += [f"From {starts} to {ends}.", "", *_properties(link.properties), ""]
    return "\n".join(lines)


def _properties(found: Mapping[str, Property]) -> list[str]:
    if not found:
        return ["No properties of its own."]
    lines = ["| property | 中文 | type | unit | allowed |", "| --- | --- | --- | --- | --- |"]
    for one in found.values():
        span = "、".join(one.allowed)
        if one.minimum is not None or one.maximum is not None:
            low = "" if one.minimum is None else f"{one.minimum:g}"
            high = "" if one.maximum is None else f"{one.maximum:g}"
            span = f"{low} … {high}"
        need = " (required)" if one.required else ""
        lines.append(f"| {one.name}{need} | {one.label.zh} | {one.type} | {one.unit} | {span} |")
    return lines


def catalogue() -> str:
    """Return every named query with its parameters and columns."""
    lines = ["# Named queries", "", "Run one with `liantu query NAME -p name=value`.", ""]
    lines += ["`items` splits a text into a list: the embedded file keeps where links come from "]
    lines[-1] += "as texts. Neo4j keeps lists, and its texts do without."
    lines.append("")
    for one in queries().values():
        lines += [f"## {one.name}", "", f"{one.doc_zh} {one.doc}", ""]
        for param in one.params:
            default = "" if param.default is None else f", {param.default} unless given"
            lines.append(
                f"- `{param.name}` ({param.type}{default}): {param.meaning_zh} {param.meaning}"
            )
        lines += [
            "",
            f"Columns: {', '.join(one.columns)}.",
            "",
            "```cypher",
            one.text("embedded"),
            "```",
            "",
        ]
    return "\n".join(lines)


def settings() -> str:
    """Return every setting with its environment variable, and the thresholds."""
    lines = ["# Settings", "", "| variable | default | meaning |", "| --- | --- | --- |"]
    for name, spec in Settings.model_fields.items():
        default = "a platform data folder" if name == "home" else spec.default
        default = "" if default is None else default
        lines.append(f"| `LIANTU_{name.upper()}` | {default} | {spec.description} |")
    lines += ["", "## Thresholds of the gap finder", ""]
    lines += [
        "Change them in `gaps.yml` of the data folder.",
        "",
        "| name | default |",
        "| --- | --- |",
    ]
    for name, value in gap_settings().model_dump().items():
        lines.append(f"| {name} | {value} |")
    lines += ["", "## Thresholds of party coverage", ""]
    lines += ["Change them in `coverage.yml` of the data folder.", ""]
    lines += ["| name | default |", "| --- | --- |"]
    for name, value in coverage_settings().model_dump().items():
        lines.append(f"| {name} | {value} |")
    return "\n".join([*lines, ""])


def sources() -> str:
    """Return every shipped source: how a file is recognised, and what it says."""
    lines = ["# Sources", "", "A file belongs to the source whose headers it has. "]
    lines[-1] += "An office adds its own YAML in `sources/` of the data folder."
    for one in shipped().values():
        lines += [
            "",
            f"## {one.id} {one.label.zh}",
            "",
            f"{one.label.en}. Role {one.role}, precedence {one.precedence}.",
        ]
        for table in one.tables:
            kinds = sorted({n.kind.name for n in table.nodes} | {k.kind.name for k in table.links})
            name = f"`{table.name}`: " if table.name else ""
            lines.append(f"- {name}needs {', '.join(table.headers)}; gives {', '.join(kinds)}")
    return "\n".join([*lines, ""])


def commands() -> str:
    """Return the help of every command."""
    from typer.testing import CliRunner

    lines = ["# Commands", ""]
    names = [[name] for name in _names(app)]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        own = group.typer_instance
        if own.registered_callback:
            names.append([str(group.name)])
        names += [[str(group.name), name] for name in _names(own)]
        for inner in own.registered_groups:
            assert inner.typer_instance is not None
            both = [str(group.name), str(inner.name)]
            names += [[*both, name] for name in _names(inner.typer_instance)]
    for name in names:
        shown = CliRunner().invoke(
            app, [*name, "--help"], env={"COLUMNS": "100"}, prog_name="liantu"
        )
        lines += [f"## liantu {' '.join(name)}", "", "```", shown.output.strip(), "```", ""]
    return "\n".join(lines)


def _names(group: Typer) -> list[str]:
    given = [(one.name, one.callback) for one in group.registered_commands]
    return [name or call.__name__.replace("_", "-") for name, call in given if call]


def endpoints() -> str:
    """Return every address of the web front end with what it answers."""
    import tempfile

    from liantu.home import Home
    from liantu.web import create_app
    from liantu.web.access import matrix

    lines = [
        "# Addresses",
        "",
        "The right is that of `web/access.yml` ([accounts](../how-to/accounts.md)).",
    ]
    lines += ["", "| address | methods | right | answers |", "| --- | --- | --- | --- |"]
    with tempfile.TemporaryDirectory() as folder:
        web = create_app(Home(Path(folder)))
        for rule in sorted(web.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint)):
            doc = (web.view_functions[rule.endpoint].__doc__ or "").strip().partition("\n")[0]
            methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            right = matrix()[rule.endpoint].right
            lines.append(f"| `{rule.rule}` | {methods} | {right} | {doc} |")
    return "\n".join([*lines, ""])


PAGES: dict[str, Callable[[], str]] = {
    "node-kinds.md": nodes,
    "link-kinds.md": links,
    "queries.md": catalogue,
    "settings.md": settings,
    "sources.md": sources,
    "commands.md": commands,
    "addresses.md": endpoints,
}


def main() -> int:
    """Write or check every page; return 1 where a checked page differs."""
    check = "--check" in sys.argv[1:]
    FOLDER.mkdir(exist_ok=True)
    stale = []
    for name, page in PAGES.items():
        path, text = FOLDER / name, HEAD + page().rstrip() + "\n"
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        typer.echo(f"not what the code says: {', '.join(stale)}; run make docs", err=True)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
