"""What else the comments show: quotes, feelings, and how far other sources say the same."""
