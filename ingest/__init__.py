"""The ingest room: from files as offices have them to accepted facts."""
