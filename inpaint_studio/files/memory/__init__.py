"""Persistence of documents: the journal, the project file, and the record format of both.

Picture files are written in `saving`.
"""
