"""A page of help as a rich text document: anchors, tables, code and pictures in the colours and size of the window."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QImage,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTable,
)

from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.help_pages import Heading, Page

WIDEST = 720  # pixels of a picture
_MARGIN = 24
_SIZES = {1: 1.7, 2: 1.3, 3: 1.08, 4: 1.0}  # of headings, times the text


class HelpDocument(QTextDocument):
    """One page. Pictures are read from the resources, whatever address the page gives."""

    def __init__(self, page: Page, markdown: str, palette: QPalette, font: QFont) -> None:
        super().__init__()
        self._pictures: dict[str, QImage] = {}
        self.setDefaultFont(font)
        self.setDocumentMargin(_MARGIN)
        self.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._palette = palette
        self._dress(font)
        self._name_headings(page.headings, font)
        for frame in self.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)

    def fit(self, width: int, ratio: float = 1.0) -> None:
        """Show pictures at most so wide. ratio: of the screen, device pixels per pixel."""
        widest = max(80, min(WIDEST, width - 2 * _MARGIN - 4))
        block = self.begin()
        while block.isValid():
            for position, length, image in _pictures(block):
                whole = self._whole(image.name())
                shown = min(widest, whole.width())
                if whole.isNull() or round(image.width()) == shown:
                    continue
                # Qt would shrink it by leaving pixels out, and letters in it could not be read.
                scaled = whole.scaledToWidth(round(shown * ratio), Qt.TransformationMode.SmoothTransformation)
                scaled.setDevicePixelRatio(ratio)
                self.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(image.name()), scaled)
                image.setWidth(shown)
                image.setHeight(shown * whole.height() / whole.width())
                cursor = QTextCursor(self)
                cursor.setPosition(position)
                cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(image)
            block = block.next()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return self._whole(name.path() if isinstance(name, QUrl) else name)

    def _whole(self, name: str) -> QImage:
        """A picture as it is in the resources; a null one where there is none."""
        if name not in self._pictures:
            try:
                made = QImage(str(resource("help/pictures/" + name.rpartition("/")[2])))
            except (FileNotFoundError, ValueError):
                made = QImage()
            self._pictures[name] = made
        return self._pictures[name]

    def _dress(self, font: QFont) -> None:
        """Space between paragraphs, links and code in the colours of the theme."""
        link = self._palette.color(QPalette.ColorRole.Link)
        back = self._palette.color(QPalette.ColorRole.Button)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        cursor = QTextCursor(self)
        block = self.begin()
        while block.isValid():
            spacing = QTextBlockFormat()
            height = 100 if _pictures(block) else 118  # a share of a picture's height would be an empty band below it
            spacing.setLineHeight(height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            is_code = block.blockFormat().hasProperty(QTextBlockFormat.Property.BlockCodeFence.value) or bool(
                block.blockFormat().nonBreakableLines()
            )
            if is_code:
                spacing.setBackground(back)
                spacing.setNonBreakableLines(False)  # a long call is wrapped rather than cut
                spacing.setLeftMargin(8)
                spacing.setBottomMargin(0)
            elif block.textList() is not None:
                spacing.setBottomMargin(3)
            elif not block.blockFormat().headingLevel() and QTextCursor(block).currentTable() is None:
                spacing.setTopMargin(2)
                spacing.setBottomMargin(8)
            cursor.setPosition(block.position())
            cursor.mergeBlockFormat(spacing)
            for position, length, kind in _pieces(block):
                made = QTextCharFormat()
                if kind.isAnchor():
                    made.setForeground(link)
                if kind.fontFixedPitch() or "monospace" in (kind.fontFamilies() or []):
                    made.setFontFamilies([fixed])
                    made.setFontPointSize(font.pointSizeF() * 0.95)
                    if not is_code:
                        made.setBackground(back)
                cursor.setPosition(position)
                cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(made)
            block = block.next()

    def _name_headings(self, headings: tuple[Heading, ...], font: QFont) -> None:
        """Put the anchors of the page on its headings, which come in the same order."""
        left = iter(headings)
        block = self.begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level:
                heading = next(left, None)
                made = QTextCharFormat()
                made.setFontPointSize(font.pointSizeF() * _SIZES.get(level, 1.0))
                made.setFontWeight(QFont.Weight.DemiBold.value)
                if heading is not None and heading.anchor:
                    made.setAnchorNames([heading.anchor])
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(made)
                spacing = QTextBlockFormat()
                spacing.setTopMargin(0 if level == 1 else 18 if level == 2 else 10)
                spacing.setBottomMargin(6)
                cursor.mergeBlockFormat(spacing)
            block = block.next()

    def _dress_table(self, table: QTextTable) -> None:
        line = self._palette.color(QPalette.ColorRole.Button)  # seen on both themes
        made = table.format()
        made.setBorder(1)
        made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        made.setBorderBrush(QColor(line))
        made.setBorderCollapse(True)
        made.setCellPadding(5)
        made.setCellSpacing(0)
        made.setTopMargin(4)
        made.setBottomMargin(10)
        made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(made)
        if not any(table.cellAt(0, column).firstCursorPosition().block().text() for column in range(table.columns())):
            table.removeRows(0, 1)  # a Markdown table needs a head, and this one says nothing in it


def _pieces(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Position, length and format of each fragment."""
    pieces = []
    walk = block.begin()
    while not walk.atEnd():
        fragment = walk.fragment()
        if fragment.isValid():
            pieces.append((fragment.position(), fragment.length(), fragment.charFormat()))
        walk += 1
    return pieces


def _pictures(block: QTextBlock) -> list[tuple[int, int, QTextImageFormat]]:
    return [(at, length, kind.toImageFormat()) for at, length, kind in _pieces(block) if kind.isImageFormat()]
