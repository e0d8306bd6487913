"""A file without a source is looked at, and what its source could say is proposed.

    seen → guessed (a draft that a person corrects) → built (YAML) → previewed → saved

Nothing is read by guess alone: what is proposed is shown with its reason, and only what
a person saves becomes a source.
"""
