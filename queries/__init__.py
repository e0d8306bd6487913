"""The queries room: named queries, the gap finder, profiles and search over a store."""
