"""Charts of a chain: firms by segment and region, supplies, gaps, distributions.

Each gives the numbers of one picture as a table, what it leaves out, and what nobody
knows, which is never a zero.
"""
