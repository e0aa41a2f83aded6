"""Estimates, their errors and tests: arrays in, arrays out, whatever the columns stand for."""
