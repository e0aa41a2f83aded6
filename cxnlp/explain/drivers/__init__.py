"""What goes with the score: the regression on issues, the table of drivers, what is left over."""
