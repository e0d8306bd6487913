"""What the explorer asks: kinds, counts, one expansion, a graph of ids, paths, groups, changes."""
