"""How fresh each source is on a given day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from liantu.ingest.freshness import freshness
from tests.factories import copy_of_demo


def test_a_source_is_fresh_overdue_or_was_never_delivered(tmp_path: Path) -> None:
    home = copy_of_demo(tmp_path)
    try:
        active = home.ledger.active()
        assert active is not None
        loaded = home.ledger.batches(active.batches)[0].loaded_at.astimezone().date()
        found = {one.source.id: one for one in freshness(home, active, loaded)}
        assert "divisions" not in found
        register = found["register"]
        assert (register.state, register.days, register.source.every) == ("in_time", 0, 31)
        assert found["registration"].as_dict() == {
            "source": "registration",
            "label": "登记注册名单",
            "delivery": "full",
            "deliveries": 0,
            "loaded_on": None,
            "observed_on": None,
            "days": None,
            "every": 31,
            "state": "never",
        }
        later = freshness(home, active, loaded + dt.timedelta(days=32))
        assert (later[0].state, later[0].days) == ("overdue", 32)
        assert {one.source.id for one in later if one.state == "overdue"} >= {"register"}
    finally:
        home.ledger.close()
