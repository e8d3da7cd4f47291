"""The tests. They assert on meaning: pages are parsed, never matched as text."""
