"""How pictures enter and leave: reading, writing, and everything that came with them."""
