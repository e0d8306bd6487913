"""Liantu for scripts and notebooks: questions by name, answers as tables and graphs.

    from liantu.client import Liantu

    liantu = Liantu("http://127.0.0.1:8710", token="lt_…")
    liantu.gaps("offshore-wind", region="370614").pandas()
    liantu.deliver("register", "企业名录.csv").wait()

It needs nothing but Python; pandas, polars and networkx where their methods are called.
"""

from liantu.client.answers import Answer
from liantu.client.calls import ApiError, Unreachable
from liantu.client.deliveries import Delivery
from liantu.client.liantu import Liantu

__all__ = ["Answer", "ApiError", "Delivery", "Liantu", "Unreachable"]
