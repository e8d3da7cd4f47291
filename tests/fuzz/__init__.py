"""Posts made at random, by the hundred thousand: ``make fuzz``."""
