"""The membrane: harmonic interpolation of the rim's colours."""

from inpaint_studio.filling import costs
from inpaint_studio.filling.method import Method
from inpaint_studio.options import NoOptions
from inpaint_studio.sentence import say

METHOD = Method(
    "membrane",
    say("Smooth"),
    say("Draws the colours of the rim smoothly over the hole: for skies and hair-thin scratches"),
    stages=("membrane",),
    cost=costs.membrane,
    candidates=(0,),
    order=20,
    data_options=NoOptions,
)
