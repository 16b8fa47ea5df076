"""Hashes of files, by which inputs and results are recognised."""

import hashlib
from pathlib import Path


def file_hash(path: Path) -> str:
    """SHA-256 of what the file holds. Raises OSError."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
