"""Reading and writing of picture files, with all their metadata.

`memory` (journal, project) imports `saving`, which imports the modules here (reading, sandbox, decoding, colour),
which import `kinds`: one module for each binary structure. Untrusted files are decoded in the helper process.
"""
