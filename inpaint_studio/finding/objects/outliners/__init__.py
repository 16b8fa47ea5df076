"""The outliners: one module each in this package, which defines `OUTLINER`; the first needs no files.

They import their dependencies when they are opened.
"""

from inpaint_studio.finding.objects.outliner import Outliner
from inpaint_studio.registry import Registry

OUTLINERS: Registry[Outliner] = Registry()
OUTLINERS.register_modules(__path__, __name__, "OUTLINER")
OWN = next(iter(OUTLINERS.values()))
