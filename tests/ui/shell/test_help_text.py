"""A page as a document: anchors on its headings, pictures as wide as there is room, tables and code."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QTextTable

from inpaint_studio.ui.kit import theme
from inpaint_studio.ui.kit.help_pages import parse
from inpaint_studio.ui.shell.help_text import WIDEST, HelpDocument

TEXT = """# Page

First `code` and a [link](other.md).

![A picture](../pictures/repair.webp)

<a id="below"></a>
## Below

| | |
|---|---|
| a | b |

```
one call
```
"""


@pytest.fixture
def document(qapp):
    page = parse("toy", TEXT)
    return HelpDocument(page, page.source, theme.palette(True), QFont())


def _formats(document):
    block = document.begin()
    while block.isValid():
        walk = block.begin()
        while not walk.atEnd():
            yield block, walk.fragment().charFormat()
            walk += 1
        block = block.next()


def test_headings_carry_their_anchors_and_no_other_block_does(document):
    named = {block.text(): form.anchorNames() for block, form in _formats(document) if form.anchorNames()}
    assert named == {"Below": ["below"]}


def test_pictures_are_as_wide_as_there_is_room_and_never_wider_than_they_are(document):
    def width():
        return next(form.toImageFormat().width() for _, form in _formats(document) if form.isImageFormat())

    document.fit(400)
    narrow = width()
    assert narrow <= 400
    image = document.resource(2, QUrl("../pictures/repair.webp"))
    assert abs(image.width() - narrow) <= 1, "scaled by us, smoothly"
    document.fit(4000, 2.0)
    assert narrow < width() <= WIDEST
    assert document.resource(2, QUrl("../pictures/repair.webp")).devicePixelRatio() == 2.0


def test_a_picture_that_is_not_there_is_left_out(qapp):
    page = parse("toy", "# T\n\n![x](../pictures/none.webp) ![y](../../../../etc/passwd)")
    made = HelpDocument(page, page.source, theme.palette(False), QFont())
    made.fit(400)
    assert made.loadResource(2, QUrl("../pictures/none.webp")).isNull()


def test_an_empty_head_of_a_table_is_left_out_and_code_is_wrapped(document):
    (table,) = [one for one in document.rootFrame().childFrames() if isinstance(one, QTextTable)]
    assert table.rows() == 1
    assert not any(block.blockFormat().nonBreakableLines() for block, _ in _formats(document))
