"""Drafts and previews in words: what a column is taken for, why, and what a row becomes."""

from __future__ import annotations

from typing import Any

from liantu.graph.model import model
from liantu.ingest.guess.choices import ANY, choices, parse, settable
from liantu.ingest.guess.draft import ColumnDraft, Draft, Reason
from liantu.ingest.guess.preview import LinkShown, RowShown, TableShown
from liantu.ingest.guess.save import Problem, Tried
from liantu.ingest.guess.words import words
from liantu.locale import language, text

GROUPS = ("property", "place", "origin", "end", "link")


def kind_text(kind: str) -> str:
    """Return what a node kind or a link kind is called; the empty text for none."""
    found = model().nodes.get(kind) or model().links.get(kind)
    return found.label.text(language.get()) if found else ""


def subject_text(subject: str) -> str:
    """Return what the rows of a table are called."""
    key = "mapping.subject.link" if subject in model().links else "mapping.subject.node"
    return text(key, kind=kind_text(subject)) if subject else text("mapping.subject.none")


def choice_text(subject: str, token: str) -> str:
    """Return what a choice is called in a table about ``subject``."""
    if not token:
        return text("mapping.unread")
    choice = parse(token)
    if choice.link:
        link = model().links[choice.link]
        label = (link.label if choice.forward else link.reverse).text(language.get())
        other = text("mapping.any") if choice.other == ANY else kind_text(choice.other)
        word = text("mapping.word", word=choice.word) if choice.word else ""
        return text("mapping.choice.link", label=label, word=word, kind=other)
    if token.startswith("@"):
        return text(f"mapping.choice.{token[1:]}")
    kind = model().nodes.get(subject) or model().links.get(subject)
    spec = settable(kind).get(token) if kind else None
    if spec is None:
        return token
    label = spec.label.text(language.get())
    return text("mapping.choice.unit", label=label, unit=spec.unit) if spec.unit else label


def group_of(token: str) -> str:
    """Return the group in which a choice is listed."""
    if parse(token).link:
        return "link"
    if token in ("@from", "@to"):
        return "end"
    if token in ("@citation", "@observed"):
        return "origin"
    return "place" if token.startswith("@") else "property"


def options(subject: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return everything that a column can be, in groups, each choice with its name."""
    found: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
    for one in choices(subject) if subject else ():
        found[group_of(one.token)].append((one.token, choice_text(subject, one.token)))
    return [(text(f"mapping.group.{group}"), listed) for group, listed in found.items() if listed]


def units_for(subject: str, token: str) -> list[str]:
    """Return the units that a column of a property may be in; nothing where there is no unit."""
    kind = model().nodes.get(subject) or model().links.get(subject)
    spec = kind.properties.get(token) if kind else None
    return list(words()["units"].get(spec.unit, ())) if spec is not None and spec.unit else []


def takes_split(subject: str, token: str) -> bool:
    """Say whether a cell of a choice may be a list."""
    kind = model().nodes.get(subject) or model().links.get(subject)
    spec = kind.properties.get(token) if kind else None
    return bool(parse(token).link) or (spec is not None and spec.type == "list")


def reason_text(reason: Reason, subject: str = "") -> str:
    """Return a reason in words; shares become per cent, choices their names."""
    values: dict[str, Any] = dict(reason.values)
    if "share" in values:
        values["share"] = f"{values['share']:.0%}"
    if "what" in values:
        values["what"] = choice_text(subject, values["what"])
    if "label_en" in values and language.get() == "en":
        values["label"] = values["label_en"]
    key = f"mapping.reason.{reason.code}"
    if reason.code == "segments" and not values.get("chain"):
        key = "mapping.reason.segments_known"
    return text(key, **values) if values else text(key)


def problem_text(problem: Problem) -> str:
    """Return what keeps a draft from being saved, and what to do."""
    told = text(f"error.mapping_{problem.code}", **problem.values)
    return f"{told}。{text(f'error.mapping_{problem.code}.remedy', **problem.values)}"


def problems_text(tried: Tried) -> list[str]:
    """Return everything that keeps a draft from being saved, in words."""
    found = [problem_text(one) for one in tried.problems]
    if tried.error is not None:
        found.append(f"{tried.error.where}：{tried.error.message}。{tried.error.remedy}")
    return found


def link_text(link: LinkShown) -> str:
    """Return a link in words, with whether its far end is loaded."""
    key = {True: "found", False: "waiting", None: "plain"}[link.known]
    kind = kind_text(link.end_kind)
    values = {"start": link.start, "link": kind_text(link.kind), "end": link.end, "kind": kind}
    return text(f"mapping.link.{key}", **values)


def row_texts(row: RowShown) -> list[str]:
    """Return what a row becomes, a line for each node, link and warning."""
    if row.aside is not None:
        return [text("mapping.row.aside", column=row.aside.column, why=row.aside.message)]
    lines = []
    for node in row.nodes:
        facts = "；".join(f"{label} {value}" for label, value in node.facts)
        key = "mapping.row.node" if facts else "mapping.row.bare"
        lines.append(text(key, kind=kind_text(node.kind), name=node.name, facts=facts))
    lines += [link_text(link) for link in row.links]
    return [*lines, *(text("mapping.row.note", note=note.message) for note in row.notes)]


def draft_json(draft: Draft, tried: Tried, tables: tuple[TableShown, ...]) -> dict[str, Any]:
    """Return the stable JSON of a draft with its preview."""
    return {
        "id": tried.draft.id,
        "label": draft.label,
        "role": draft.role,
        "delivery": "full" if draft.full else "changes",
        "file": draft.file,
        "pattern": tried.draft.pattern or None,
        "tables": [
            {
                "sheet": table.seen.sheet,
                "header_row": table.seen.row,
                "header_lines": table.seen.lines,
                "kind": table.subject or None,
                "confidence": round(table.confidence, 2),
                "reason": reason_text(table.reason, table.subject),
                "columns": [_column_json(table.subject, one) for one in table.columns],
            }
            for table in draft.tables
        ],
        "preview": [
            {
                "sheet": one.sheet,
                "rows": [{"row": row.row, "becomes": row_texts(row)} for row in one.rows],
                "tried": one.tried,
                "set_aside": [note.as_dict() for note in one.aside],
            }
            for one in tables
        ],
        "problems": problems_text(tried),
        "yaml": tried.yaml,
    }


def _column_json(subject: str, column: ColumnDraft) -> dict[str, Any]:
    return {
        "column": column.name,
        "choice": column.what or None,
        "meaning": choice_text(subject, column.what),
        "confidence": round(column.confidence, 2),
        "reason": reason_text(column.reason, subject),
        "unit": column.unit or None,
        "split": column.split or None,
        "chain": column.chain or None,
        "samples": list(column.samples),
    }
