"""Survey platforms and their export layouts: one small module each, behind one contract."""
