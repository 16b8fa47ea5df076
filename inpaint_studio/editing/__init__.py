"""Editable state: pictures, masks, fills, documents and their history, as arrays."""
