"""What to do first: issues by what goes with them, and the customers at risk."""
