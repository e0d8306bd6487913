"""Risk: what stops when a firm is gone, and how much hangs on few."""
