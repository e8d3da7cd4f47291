"""The tests. They assert on meaning: pages are parsed, never matched as text."""

import pytest

# The helpers' own assertions are to say what they saw, too.
pytest.register_assert_rewrite("tests.casebook", "tests.house", "tests.reading")
