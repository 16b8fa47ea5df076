"""Stacks in files: series of pictures that are opened as `editing.stack.Planes`, saved exactly, masked and compared.

Interface, for the window and the command line:

- `opening.open_planes(path)`: the planes of a file or a folder; None where a file holds a single picture.
- `kinds.KINDS`: the table of what a stack can be, one module each in `kinds`.
- `saving.save_stack`, `saving.save_as_folder`, `saving.save_as_pages`: generators of progress that end in a report.
- `masks.read_masks(path, planes)`: one mask for all planes, or one for each.
- `verifying.verify_stacks`: two stacks compared plane by plane.
- `description.described(planes)`: count, axis and spacing, in sentences.

Planes are decoded in the helper process when they are asked for and held in one bounded cache; opening reads headers.
"""
