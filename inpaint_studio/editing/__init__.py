"""What a person changes: pictures, masks, fills, documents and their history, as arrays."""
