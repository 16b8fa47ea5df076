"""Structures of bytes: JPEG segments, PNG chunks, TIFF pages, EXIF, XMP; and `formats`, the table of file kinds.

Bytes to values and back. No file takes another's place here; that is `saving`.
"""
