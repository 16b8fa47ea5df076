"""The left side of the help window: the tree of pages, and the hits of a search in its place."""

import pytest
from PySide6.QtCore import Qt

from inpaint_studio.ui.kit.help_pages import Topic, parse, search
from inpaint_studio.ui.shell.help_contents import HelpContents

PAGES = {
    "bears": parse("bears", '# Bears\n\nBrown.\n\n<a id="ears"></a>\n## Ears\n\nSoft ears.\n\n## No anchor\n\nx'),
    "cars": parse("cars", "# Cars\n\n" + "long words " * 30 + "ears at last"),
}


@pytest.fixture
def contents(qtbot):
    made = HelpContents(PAGES.values())
    qtbot.addWidget(made)
    made.show()
    return made


def test_pages_stand_in_the_tree_with_the_headings_that_can_be_gone_to(contents):
    tree = contents.tree
    assert [tree.topLevelItem(row).text(0) for row in range(2)] == ["Bears", "Cars"]
    assert [tree.topLevelItem(0).child(row).text(0) for row in range(tree.topLevelItem(0).childCount())] == ["Ears"]


def test_the_place_that_is_read_is_marked_and_its_page_alone_is_open(contents):
    contents.mark(Topic("bears", "ears"))
    assert contents.tree.currentItem().text(0) == "Ears"
    contents.mark(Topic("cars"))
    assert not contents.tree.topLevelItem(0).isExpanded()
    contents.mark(Topic("no such page"))
    assert contents.tree.currentItem().text(0) == "Cars"


def test_hits_show_the_words_where_they_stand_and_are_walked_through(contents, qtbot):
    contents.show_hits(search(PAGES, "ears"), ["ears"])
    hits = contents.hits
    assert contents.currentWidget() is hits
    assert [hits.item(row).text().split("\n")[0] for row in range(hits.count())] == ["Bears ▸ Ears", "Bears", "Cars"]
    assert hits.item(hits.count() - 1).text().split("\n")[1].startswith("…")
    with qtbot.waitSignal(contents.chosen) as chosen:
        contents.step(1)
    assert chosen.args == [Topic("bears", "ears")]
    contents.step(-5)
    assert hits.currentRow() == 0
    contents.show_hits([], ["nothing"])
    assert hits.item(0).flags() == Qt.ItemFlag.NoItemFlags
    contents.show_tree()
    assert contents.currentWidget() is contents.tree
