"""Text and dates laid on photographs: a detector of lines (`detector`, `boxes`), their strokes and their classes.

`finding.finders.text` joins them. onnxruntime, an extra, is imported where a search begins.
"""
