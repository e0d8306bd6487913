"""Values and questions in words: in the language in use, and as JSON."""

from __future__ import annotations

from typing import Any

from liantu.graph.model import model
from liantu.ingest.places import full_name
from liantu.ledger import QuestionRow
from liantu.locale import language, text


def value_text(value: Any, unit: str = "") -> str:
    """Return a value as people read it, with its unit."""
    if isinstance(value, bool):
        return text("web.yes" if value else "web.no")
    if isinstance(value, list):
        return "；".join(value_text(one) for one in value)
    if isinstance(value, float):
        value = f"{value:,.10g}"
    return f"{value} {unit}".rstrip()


def reason_text(reason: dict[str, Any]) -> str:
    """Return a reason in words; codes of divisions become their names."""
    values = dict(reason["values"])
    if reason["code"].startswith("place_"):
        values = {name: full_name(str(code)) or code for name, code in values.items()}
    if "field" in values:
        spec = model().nodes["Enterprise"].properties.get(values["field"])
        values["field"] = spec.label.text(language.get()) if spec else values["field"]
    return text(f"reason.{reason['code']}", **values)


def question_json(row: QuestionRow) -> dict[str, Any]:
    """Return the stable JSON of a question."""
    return {
        "id": row.id,
        "topic": row.topic,
        "kind": row.kind,
        "score": row.score,
        "marked": row.marked,
        "state": row.state,
        "state_label": state_text(row),
        "a": {"id": row.a, **row.shown["a"]},
        "b": {"id": row.b, **row.shown["b"]},
        "reasons": [
            {"code": one["code"], "text": reason_text(one), "values": one["values"]}
            for one in row.reasons
        ],
        "asked_at": row.asked_at.isoformat(),
    }


def state_text(row: QuestionRow) -> str:
    """Return the state in the words of the topic: a suggestion is accepted or refused."""
    topic = "segment." if row.topic == "segment" and row.state in ("same", "different") else ""
    return text(f"review.state.{topic}{row.state}")
