"""From bytes to letters: which encoding a file is in, and text that was read in a wrong one."""
