"""What if: changes of a chain in a region, and what they open and close."""
