"""The index of groups beside one another: segments, a target, periods, and what changed."""
