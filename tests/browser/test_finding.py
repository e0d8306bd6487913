"""The way from a search to a hit, its profile and the gap that it would fill."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_pages import serious

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
