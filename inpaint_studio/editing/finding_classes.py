"""Classes of findings: what a proposed piece of mask shows, in the order in which lists and legends name them."""

from dataclasses import dataclass

from inpaint_studio.registry import Registry
from inpaint_studio.sentence import say


@dataclass(frozen=True)
class FindingClass:
    """A row of the table."""

    key: str  # in files and flags
    title: str  # a message: one finding of it
    titles: str  # a message: several


FINDING_CLASSES: Registry[FindingClass] = Registry()
for _row in (
    FindingClass("dust", say("Dust"), say("Dust")),
    FindingClass("hair", say("Hair"), say("Hairs")),
    FindingClass("scratch", say("Scratch"), say("Scratches")),
    FindingClass("crack", say("Crack"), say("Cracks")),
    FindingClass("fold", say("Fold"), say("Folds")),
    FindingClass("infrared", say("Dust (infrared)"), say("Dust (infrared)")),
    FindingClass("caption", say("Caption"), say("Captions")),
    FindingClass("date", say("Date stamp"), say("Date stamps")),
    FindingClass("mark", say("Repeated mark"), say("Repeated marks")),
    FindingClass("scene-text", say("Text of the scene"), say("Texts of the scene")),
    FindingClass("object", say("Object"), say("Objects")),
    FindingClass("cloud", say("Cloud"), say("Clouds")),
    FindingClass("unknown", say("Unknown"), say("Unknown")),  # nodata, padding and the like
    FindingClass("damage", say("Damage"), say("Damage")),  # of a finder that does not tell kinds apart
):
    FINDING_CLASSES.register(_row)


def finding_class(key: str) -> FindingClass:
    """The row of a class; for one that is not in the table, of a guest or of a later version, one of that name."""
    return FINDING_CLASSES[key] if key in FINDING_CLASSES else FindingClass(key, key, key)
