"""Binary structures: JPEG segments, PNG chunks, TIFF pages, EXIF, XMP; and `formats`, the table of file kinds.

Bytes to values and back. Replacing files is the task of `saving`.
"""
