import pytest

from inpaint_studio.filling.methods import METHODS
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.routines.cards.fill import CARD, FillCard


def test_settings_are_those_of_the_method():
    options = METHODS["auto"].options(grain=0.5)
    card = FillCard("auto", settings=options)
    assert card.values() == {"grain": 0.5, "lines": True}
    assert CARD.from_facts(CARD.to_facts(card)) == card
    assert FillCard(settings={"grain": 1.0}).values() == {"grain": 1.0}  # of the command line
    assert FillCard().values() == {}


def test_a_checkpoint_that_is_not_there_is_said():
    assert FillCard().checkpoint_file() is None
    assert FillCard(checkpoint="standard").checkpoint_file().name == "standard.safetensors"
    with pytest.raises(WorkError, match="There is no checkpoint nix"):
        CARD.check(FillCard(checkpoint="nix"))
