"""The trained generator, with the grain of the surroundings."""

from inpaint_studio.filling import costs
from inpaint_studio.filling.method import GrainOptions, Method, Needs, NoiseOptions
from inpaint_studio.sentence import say

METHOD = Method(
    "generator",
    say("Generator"),
    say("The trained network decides the structure"),
    stages=("membrane", "generator"),
    cost=costs.generator,
    needs=Needs(generator="required"),
    candidates=(0,),
    order=30,
    options=GrainOptions,
    data_options=NoiseOptions,
)
