"""Objects: the outline of what a person boxed or clicked. Prompts in, one finding out; nothing here paints."""
