from inpaint_studio.editing.findings import ReviewFilter
from inpaint_studio.editing.geometry import Size
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.finding.finders.damage import DamageOptions
from inpaint_studio.work.routines.cards.find import CARD, FindCard, FinderChoice
from inpaint_studio.work.searching import Search


def test_a_search_of_the_command_line_is_a_card():
    by = ReviewFilter(0.3, 5, frozenset({"fold"}), "darker", 2)
    search = Search((FINDERS["damage"],), {"damage": DamageOptions(bright=False)}, by, True)
    card = FindCard.of(search)
    assert card.filter_for(Size(10, 10)) == by
    assert card.finders == (FinderChoice("damage", DamageOptions(bright=False)),)
    assert card.everything
    assert CARD.from_facts(CARD.to_facts(card)) == card


def test_sizes_are_of_the_picture_they_were_chosen_for():
    card = FindCard(smallest=10, margin=4, reference=1000)
    assert card.filter_for(Size(1000, 500)) == ReviewFilter(smallest=10, margin=4)
    assert card.filter_for(Size(250, 2000)) == ReviewFilter(smallest=40, margin=8)
    assert card.filter_for(Size(100, 100)).margin == 0


def test_it_says_what_it_looks_for():
    card = FindCard(0.4, 6, 2, "lighter", 3000, True, finders=(FinderChoice("text"),), without=frozenset({"date"}))
    words = CARD.describe(card)
    for part in ("Find text: what is certain to 60 % or more", "6 px", "lighter than", "Date stamps", "3000 px"):
        assert part in words
