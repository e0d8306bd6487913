"""Rights, the roles that hold them, and the scopes that a token may be given.

A right is what an endpoint asks for (``web/access.yml``); a role is what an account
has. A token never has more than its owner's role at the moment it is used.
"""

from __future__ import annotations

RIGHTS = (
    "open",
    "read",
    "screen",
    "cypher",
    "query",
    "write:demands",
    "ingest",
    "review",
    "settings",
    "admin",
    "self",
)
OWN = frozenset({"self"})  # an account's own password and tokens: every role has it, no token
ROLES: dict[str, frozenset[str]] = {
    "viewer": OWN | {"read"},
    "clerk": OWN | {"read", "screen", "ingest", "review"},
    "analyst": OWN | {"read", "screen", "cypher", "query", "write:demands"},
    "administrator": frozenset(RIGHTS) - {"open"},
}
# What a token may be for: accounts, tokens and settings are looked after in a session.
SCOPES = tuple(one for one in RIGHTS if one not in ("open", "settings", "admin", "self"))


def rights_of(role: str) -> frozenset[str]:
    """Return the rights of a role; none where it is not known."""
    return ROLES.get(role, frozenset())
