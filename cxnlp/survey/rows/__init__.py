"""Which rows count: each used or left out for one stated reason, odd ones flagged."""
