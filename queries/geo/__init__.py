"""Where things lie: places with their accuracy, distances, bins and tiles."""
