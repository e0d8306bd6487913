"""Liantu 链图: industry chain maps whose gaps explain themselves."""

import os

__version__ = "0.1.0"

# The matrices are small: two threads that wait for each other take longer than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
