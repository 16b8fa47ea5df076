"""Dust by a scanner's infrared: film dyes let infrared through, dust does not. Arrays in, arrays out; no torch."""
