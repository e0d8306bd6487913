"""The changes that a scenario is made of, checked one by one before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from liantu.errors import UsageError
from liantu.locale import catalogue, text
from liantu.yamlfile import read_yaml

MOST = 50  # changes of one scenario
Name = Annotated[str, Field(min_length=1, max_length=200)]
Maybe = Annotated[str, Field(max_length=200)]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Need = Literal["essential", "useful"]


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Making(_Change):
    """One segment that a new enterprise makes; ``output`` in 万元 a year."""

    segment: Name
    output: Amount | None = None


class AddFirm(_Change):
    """An enterprise comes; without ``makes`` it is one that was removed before, as recorded."""

    do: Literal["add_firm"]
    firm: Name
    makes: Annotated[list[Making], Field(max_length=50)] = []
    employees: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    above_size: bool | None = None


class RemoveFirm(_Change):
    """An enterprise is gone: what it makes here, what it buys here and what it sells to here."""

    do: Literal["remove_firm"]
    firm: Name


class MoveFirm(_Change):
    """An enterprise moves to another region, ``to`` being its code, with what it makes."""

    do: Literal["move_firm"]
    firm: Name
    to: Code


class AddSupply(_Change):
    """A supplier sells a segment's product to a buyer here; ``amount`` in 万元 a year."""

    do: Literal["add_supply"]
    supplier: Name
    buyer: Name
    segment: Name
    amount: Amount | None = None


class RemoveSupply(_Change):
    """A supplier sells no more; an empty buyer or segment means all of them."""

    do: Literal["remove_supply"]
    supplier: Name
    buyer: Maybe = ""
    segment: Maybe = ""


class AddInput(_Change):
    """A segment becomes an input of another in the chain."""

    do: Literal["add_input"]
    input: Name
    output: Name
    need: Need = "essential"
    cost_share: Share | None = None


class RemoveInput(_Change):
    """A segment is no input of another any more."""

    do: Literal["remove_input"]
    input: Name
    output: Name


class AddSegment(_Change):
    """A segment joins the chain; ``id`` is its part after the chain's own."""

    do: Literal["add_segment"]
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    name: Name
    position: Maybe = ""


class RemoveSegment(_Change):
    """A segment leaves the chain, with its links."""

    do: Literal["remove_segment"]
    segment: Name


class CutOff(_Change):
    """A region is cut off: nothing is bought from it, and its enterprises are gone."""

    do: Literal["cut_off"]
    region: Code


Change = Annotated[
    AddFirm
    | RemoveFirm
    | MoveFirm
    | AddSupply
    | RemoveSupply
    | AddInput
    | RemoveInput
    | AddSegment
    | RemoveSegment
    | CutOff,
    Field(discriminator="do"),
]
KINDS: tuple[type[BaseModel], ...] = get_args(get_args(Change)[0])
DOES: tuple[str, ...] = tuple(one.model_fields["do"].annotation.__args__[0] for one in KINDS)  # type: ignore[union-attr]
_one: TypeAdapter[Any] = TypeAdapter(Change)


def place(number: int, field: str = "") -> str:
    """Return what the place of a change in its list is called, the first being 1."""
    key = f"whatif.field.{field.rpartition('.')[2]}"
    named = text(key) if key in catalogue() else field
    return text("whatif.place", number=number) + (f" · {named}" if field else "")


def scenario(given: Any) -> tuple[Change, ...]:
    """Return a list of changes as checked values.

    Raises UsageError with the place of the first that is not valid, and for a list that
    is none, or too long.
    """
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise UsageError("whatif_list", where="changes")
    if len(given) > MOST:
        raise UsageError("whatif_most", where="changes", most=MOST)
    return tuple(_checked(number, one) for number, one in enumerate(given, start=1))


def _checked(number: int, given: Any) -> Change:
    if not isinstance(given, dict) or given.get("do") not in DOES:
        raise UsageError("whatif_do", where=place(number, "do"), known=", ".join(DOES))
    try:
        found: Change = _one.validate_python(dict(given))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"][1:])
        where = place(number, field)
        raise UsageError("whatif_change", where=where, problem=first["msg"]) from error
    return found


def read_scenario(words: str, name: str) -> tuple[Change, ...]:
    """Return the scenario of a YAML file whose key ``changes`` holds the list."""
    return scenario(plain(read_yaml(words, name).get("changes")))


def plain(value: Any) -> Any:
    """Return a YAML value as plain mappings and lists."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def as_dicts(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return changes as the JSON that makes them, what is not given left out."""
    return [one.model_dump(exclude_defaults=True, exclude_none=True) for one in changes]
