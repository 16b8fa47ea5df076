"""A routine is a value that JSON holds wholly, and is read strictly."""

import json

import pytest

from inpaint_studio.enlarging.request import EnlargeOptions
from inpaint_studio.finding.finders.damage import DamageOptions
from inpaint_studio.options import options_of
from inpaint_studio.sentence import Sentence
from inpaint_studio.work.routines.cards import CARDS
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard, FinderChoice
from inpaint_studio.work.routines.cards.marks import MarksCard
from inpaint_studio.work.routines.cards.review import ReviewCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.examples import example, example_names, routine_named
from inpaint_studio.work.routines.facts import RoutineError
from inpaint_studio.work.routines.routine import Routine, from_json, read_routine, to_facts, to_json, write_routine

FIND = FindCard(
    0.4, margin=3, finders=(FinderChoice("damage", DamageOptions(dark=False)),), without=frozenset({"fold"})
)
WHOLE = Routine((MarksCard(), FIND, ReviewCard(), FillCard("membrane"), EnlargeOptions(), SaveCard()), "All")


def test_json_holds_the_whole_of_a_routine(tmp_path):
    assert from_json(to_json(WHOLE)) == WHOLE
    write_routine(WHOLE, tmp_path / "r.json")
    assert read_routine(tmp_path / "r.json") == WHOLE
    assert {card["card"] for card in to_facts(WHOLE)["cards"]} == set(CARDS)


def test_the_hash_is_of_what_it_does():
    assert from_json(to_json(WHOLE)).hash == WHOLE.hash
    assert Routine(WHOLE.cards, "Other").hash == WHOLE.hash
    assert WHOLE.with_card(FillCard("membrane", seed=1)).hash != WHOLE.hash


def test_what_is_left_out_is_as_by_default():
    facts = {**to_facts(WHOLE), "cards": [{"card": "find", "finders": {"damage": {}}}, {"card": "save"}]}
    assert from_json(json.dumps(facts)).cards == (
        FindCard(finders=(FinderChoice("damage", DamageOptions()),)),
        SaveCard(),
    )


def _with(*cards, **others):
    return json.dumps({"format": "inpaint-studio routine", "version": 1, "cards": [*cards, {"card": "save"}], **others})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[]", "The routine is []; it must be a JSON object."),
        ("no", "it is not JSON"),
        ('{"format": "x"}', "its “format” is not"),
        (_with(version=2), "made by a newer version"),
        (_with(version=True), "does not say its version"),
        (_with(colour=1), "The routine has no option colour"),
        (_with({"card": "paint"}), "There is no card paint; there are marks, find"),
        (_with({"card": "fill", "speed": 1}), "fill has no option speed; it has method, checkpoint, seed"),
        (_with({"card": "fill", "seed": -1}), "seed of fill is -1; it must be a whole number from 0"),
        (_with({"card": "fill", "seed": True}), "seed of fill is True"),
        (_with({"card": "fill", "method": "magic"}), None),  # is known when it is checked
        (_with({"card": "fill", "settings": {"grain": 9}}), "grain of auto is 9; it must be a number from 0 to 2"),
        (_with({"card": "find", "finders": {"nix": {}}}), "There is no finder nix; there are damage"),
        (_with({"card": "find", "finders": {"damage": {"dark": 1}}}), "dark of damage is 1; it must be true or false"),
        (_with({"card": "find", "side": "left"}), "side of find is left; it must be one of both"),
        (_with({"card": "find", "without": ["cats"]}), "without of find"),
        (_with({"card": "review"}), "The card “review” needs a card “find”"),
        (_with({"card": "fill"}, {"card": "fill"}), "more than once"),
        (_with({"card": "save"}, {"card": "fill"}), "more than once"),
        (_with({"card": "fill"}, {"card": "marks"}), "stand in another order; it is marks, fill, save"),
    ],
)
def test_what_it_does_not_know_is_refused_by_one_sentence(text, sentence):
    if sentence is None:
        with pytest.raises(RoutineError, match="no fill method called 'magic'"):
            from_json(text).check()
        return
    with pytest.raises(RoutineError) as raised:
        from_json(text)
    assert sentence in str(raised.value)
    assert isinstance(raised.value.args[0], Sentence)


def test_cards_are_put_in_their_places():
    routine = Routine((FillCard(), SaveCard())).with_card(EnlargeOptions()).with_card(MarksCard())
    assert [type(card) for card in routine.cards] == [MarksCard, FillCard, EnlargeOptions, SaveCard]
    assert routine.without_card(FillCard).card(FillCard) is None
    with pytest.raises(RoutineError, match="lacks the card"):
        Routine((FillCard(),))
    with pytest.raises(RoutineError, match="only saves"):
        Routine((SaveCard(),)).check()


@pytest.mark.parametrize("name", example_names())
def test_every_example_is_valid_and_says_what_it_does(name):
    routine = example(name)
    routine.check()
    assert routine.title
    assert from_json(to_json(routine)) == routine
    assert all(isinstance(one, Sentence) and one.endswith(".") for one in routine.sentences())


def test_three_examples_are_shipped():
    assert example_names() == ("dates", "dust", "watermark")
    assert routine_named("dust") == example("dust")
    with pytest.raises(RoutineError, match="there are dates, dust"):
        example("rust")
    with pytest.raises(RoutineError, match="could not be read"):
        routine_named("rust.json")


def test_controls_can_be_made_of_every_card():
    assert all(options_of(kind.options) for kind in CARDS.values())
