"""The vocabulary: what ships, and what the loader refuses."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from liantu.errors import SchemaError, YamlError
from liantu.graph.model import model, read_model

NODE_KINDS = """
    Enterprise Chain Segment Product Alliance PartyOrganization MassOrganization Department
    Bank University ResearchPlatform Park Facility Project TaskForce ServiceTeam Policy Demand
    Region Indicator Citation
""".split()  # noqa: SIM905 (a list is easier to read as words)

LINK_KINDS = """
    UPSTREAM_OF PART_OF MAKES SUPPLIES REPORTED_RELATION DELIVERS FOR_CHAIN LEADS OWNS MEMBER_OF
    ORGANIZED_IN REPORTS_TO INSTRUCTED_BY FINANCES PARTNERS_WITH COOPERATES_WITH HOSTS LOCATED_IN
    NEAR SHIPS_VIA TAKES_PART_IN STAFFS RESPONSIBLE_FOR SERVES APPLIES_TO RAISED_BY HANDLED_BY
    REPORTS_ON SAME_AS
""".split()  # noqa: SIM905 (a list is easier to read as words)

FIRM = """\
kind: Firm
label: {zh: 企业, en: Firm}
doc: {zh: 一家企业。, en: One firm.}
prefix: firm
identity:
  - [name, region]
icon: factory
color: '#1d4ed8'
search: [name]
properties:
  name: {type: string, zh: 名称, en: Name, required: true}
"""

OWNS = """\
# (:Firm)-[:OWNS {share}]->(:Firm)
kind: OWNS
label: {zh: 持股, en: owns}
reverse: {zh: 股东, en: owned by}
doc: {zh: 持有股份。, en: Holds a share.}
ends:
  - from: [Firm]
    to: [Firm]
self: false
identity: [share]
properties:
  share: {type: number, zh: 比例, en: Share, min: 0, max: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vocabulary of one node kind and one link kind, to be spoilt by a test."""
    (tmp_path / "nodes").mkdir()
    (tmp_path / "links").mkdir()
    (tmp_path / "nodes/Firm.yml").write_text(FIRM, encoding="utf-8")
    (tmp_path / "links/OWNS.yml").write_text(OWNS, encoding="utf-8")
    return tmp_path


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Replace ``old``, which must stand there once, with ``new``."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def refusal(folder: Path) -> str:
    """Return where the loader says that the folder is wrong."""
    with pytest.raises((SchemaError, YamlError)) as caught:
        read_model(folder)
    return caught.value.where


def contrast_to_white(color: str) -> float:
    """Return the WCAG contrast ratio of ``#rrggbb`` to white."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_shipped_model_has_every_node_kind() -> None:
    assert sorted(model().nodes) == sorted(NODE_KINDS)


def test_shipped_model_has_every_link_kind() -> None:
    assert sorted(model().links) == sorted(LINK_KINDS)


def test_an_id_tells_its_kind() -> None:
    assert model().kind_of("ent:91370600MA3C00000X") == "Enterprise"
    assert model().kind_of("seg:offshore-wind/blade") == "Segment"
    assert model().kind_of("nobody:1") is None


@pytest.mark.parametrize("kind", NODE_KINDS)
def test_every_node_can_be_named_and_searched(kind: str) -> None:
    node = model().nodes[kind]
    assert node.properties["name"].required
    assert "name" in node.search


@pytest.mark.parametrize("kind", NODE_KINDS)
def test_every_node_can_be_drawn(kind: str) -> None:
    node = model().nodes[kind]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", node.icon)
    assert contrast_to_white(node.color) >= 3


def test_colors_and_icons_tell_kinds_apart() -> None:
    nodes = model().nodes.values()
    assert len({node.color for node in nodes}) == len(nodes)
    assert len({node.icon for node in nodes}) == len(nodes)


@pytest.mark.parametrize("kind", [*NODE_KINDS, *LINK_KINDS])
def test_patterns_compile_and_ranges_are_ranges(kind: str) -> None:
    vocabulary = model()
    owner = vocabulary.nodes.get(kind) or vocabulary.links[kind]
    for prop in owner.properties.values():
        re.compile(prop.pattern)
        if prop.minimum is not None and prop.maximum is not None:
            assert prop.minimum < prop.maximum


def test_a_property_name_has_one_type_everywhere() -> None:
    vocabulary = model()
    types: dict[str, set[str]] = {}
    for owner in [*vocabulary.nodes.values(), *vocabulary.links.values()]:
        for prop in owner.properties.values():
            types.setdefault(prop.name, set()).add(prop.type)
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


@pytest.mark.parametrize("kind", LINK_KINDS)
def test_a_link_is_drawn_above_its_definition(kind: str) -> None:
    text = (files("liantu.graph") / "schema" / "links" / f"{kind}.yml").read_text(encoding="utf-8")
    drawing = re.match(
        r"# \(:([A-Za-z|…]+)\)-\[:([A-Z_]+)(?: \{(.*?)\})?\]->\(:([A-Za-z|]+)\)\n", text
    )
    assert drawing
    source, name, carried, target = drawing.groups()
    link = model().links[kind]
    assert name == kind
    assert link.joins(source.split("|")[0], target.split("|")[0])
    assert set(carried.split(", ") if carried else []) <= set(link.properties)


@pytest.mark.parametrize("kind", [*NODE_KINDS, *LINK_KINDS])
def test_a_kind_fits_on_a_page(kind: str) -> None:
    room = "nodes" if kind in NODE_KINDS else "links"
    text = (files("liantu.graph") / "schema" / room / f"{kind}.yml").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120


def test_the_folder_that_the_tests_spoil_is_sound(folder: Path) -> None:
    vocabulary = read_model(folder)
    assert list(vocabulary.nodes["Firm"].columns) == [
        "id",
        "search",
        "sources",
        "records",
        "reported",
        "name",
    ]
    assert vocabulary.links["OWNS"].joins("Firm", "Firm")


def test_the_digest_follows_the_text(folder: Path) -> None:
    before = read_model(folder).digest
    assert read_model(folder).digest == before
    spoil(folder, "links/OWNS.yml", "max: 1", "max: 2")
    assert read_model(folder).digest != before


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        pytest.param(
            "nodes/Firm.yml", "icon: factory", "glyph: factory", "Firm.yml:7", id="node field"
        ),
        pytest.param(
            "nodes/Firm.yml", "required: true", "must: true", "Firm.yml:11", id="property field"
        ),
        pytest.param("links/OWNS.yml", "self: false", "loop: false", "OWNS.yml:9", id="link field"),
        pytest.param(
            "links/OWNS.yml", "    to: [Firm]", "    too: [Firm]", "OWNS.yml:8", id="end field"
        ),
    ],
)
def test_an_unknown_field_is_refused(
    folder: Path, file: str, old: str, new: str, where: str
) -> None:
    spoil(folder, file, old, new)
    assert refusal(folder) == where


def test_an_unknown_type_is_refused(folder: Path) -> None:
    spoil(folder, "nodes/Firm.yml", "type: string", "type: text")
    assert refusal(folder) == "Firm.yml:11"


def test_an_identity_by_a_property_that_is_not_there_is_refused(folder: Path) -> None:
    spoil(folder, "nodes/Firm.yml", "[name, region]", "[code]")
    assert refusal(folder) == "Firm.yml:5"


def test_a_link_identity_by_a_property_that_is_not_there_is_refused(folder: Path) -> None:
    spoil(folder, "links/OWNS.yml", "[share]", "[year]")
    assert refusal(folder) == "OWNS.yml:10"


def test_a_link_to_an_unknown_kind_is_refused(folder: Path) -> None:
    spoil(folder, "links/OWNS.yml", "to: [Firm]", "to: [Nowhere]")
    assert refusal(folder) == "OWNS.yml:8"


def test_a_link_without_ends_is_refused(folder: Path) -> None:
    spoil(folder, "links/OWNS.yml", "ends:\n  - from: [Firm]\n    to: [Firm]", "ends: []")
    assert refusal(folder) == "OWNS.yml:2"


def test_an_end_that_is_not_a_mapping_is_refused(folder: Path) -> None:
    spoil(folder, "links/OWNS.yml", "ends:\n  - from: [Firm]\n    to: [Firm]", "ends: [Firm]")
    assert refusal(folder) == "OWNS.yml:6"


def test_a_prefix_that_is_taken_is_refused(folder: Path) -> None:
    second = FIRM.replace("kind: Firm", "kind: Works")
    (folder / "nodes/Works.yml").write_text(second, encoding="utf-8")
    assert refusal(folder) == "Works.yml:4"


def test_a_key_that_stands_twice_is_refused(folder: Path) -> None:
    spoil(folder, "nodes/Firm.yml", "icon: factory", "icon: factory\nicon: house")
    assert refusal(folder) == "Firm.yml:8:1"


def test_an_alias_is_refused(folder: Path) -> None:
    spoil(folder, "nodes/Firm.yml", "search: [name]", "search: &names [name]\nalso: *names")
    assert refusal(folder) == "Firm.yml:10:7"


def test_a_character_that_yaml_may_not_hold_is_refused(folder: Path) -> None:
    spoil(folder, "nodes/Firm.yml", "icon: factory", "icon: fac\x07tory")
    assert refusal(folder).startswith("Firm.yml:")


def test_a_kind_in_the_file_of_another_is_refused(folder: Path) -> None:
    (folder / "nodes/Firm.yml").rename(folder / "nodes/Works.yml")
    assert refusal(folder) == "Works.yml:1"
