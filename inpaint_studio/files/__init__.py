"""How pictures enter and leave: reading, writing, and everything that came with them.

`memory` (journal, project) imports `saving`, which imports the modules here (reading, sandbox, decoding, colour),
which import `kinds`: one module for each structure of bytes. Every stranger's file is decoded in the helper process.
"""
