"""The help window: contents, search, and one page, in the language and theme of the program. Needs no network."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.ui.kit import language
from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.kit.help_pages import KEYS_MARK, KEYS_PAGE, Page, Topic, contents, page_text, parse, search
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.screens import resize_within_screen
from inpaint_studio.ui.shell.help_contents import HelpContents
from inpaint_studio.ui.shell.help_keys import all_keys, in_force
from inpaint_studio.ui.shell.help_text import HelpDocument

START = Topic("first-repair")
_MOST_MARKED = 400  # places of a search that are marked on a page


class HelpBrowser(QTextBrowser):
    """Shows one page; the way back is not its own, which knows addresses alone.

    Signals:
        back_requested, forward_requested: by Alt and an arrow, or by the buttons of the mouse that mean it.
    """

    back_requested = Signal()
    forward_requested = Signal()

    def backward(self) -> None:
        self.back_requested.emit()

    def forward(self) -> None:
        self.forward_requested.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.BackButton:
            self.back_requested.emit()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.forward_requested.emit()
        else:
            super().mousePressEvent(event)


@dataclass(frozen=True)
class _Place:
    topic: Topic
    scrolled: int | None = None  # None = to the topic's anchor


class HelpWindow(QWidget):
    """Shows one page after the other; may stay open beside the work."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """parent: none in the program, where a dialog that waits for an answer would shut it out too."""
        super().__init__(parent, Qt.WindowType.Window)
        self._preferences = preferences
        self.setObjectName("helpWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.pages: Mapping[str, Page] = {}
        self.topic = START
        self._back: list[_Place] = []
        self._forward: list[_Place] = []
        self.back = self._button("mdi6.arrow-left", self.tr("Back"), "Alt+Left", self.go_back)
        self.forward = self._button("mdi6.arrow-right", self.tr("Forward"), "Alt+Right", self.go_forward)
        self.search_field = QLineEdit(self)
        self.search_field.setPlaceholderText(self.tr("Search in all pages"))
        self.search_field.setAccessibleName(self.tr("Search in all pages"))
        self.search_field.setClearButtonEnabled(True)
        self.search_field.textChanged.connect(self._search)
        self.browser = HelpBrowser(self)
        self.browser.back_requested.connect(self.go_back)
        self.browser.forward_requested.connect(self.go_forward)
        self.browser.setOpenLinks(False)
        self.browser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # everything is wrapped
        self.browser.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.browser.setAccessibleName(self.tr("Page"))
        self.browser.setFrameShape(QFrame.Shape.NoFrame)
        self.browser.anchorClicked.connect(self._link_clicked)
        self.browser.highlighted.connect(self._link_hovered)
        self.contents = HelpContents((), self)
        self._address = self._make_address_bar()
        self._splitter = QSplitter(self)
        self._splitter.addWidget(self.contents)
        self._splitter.addWidget(self.browser)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([230, 700])
        head = QHBoxLayout()
        head.setContentsMargins(8, 8, 8, 8)
        head.addWidget(self.back)
        head.addWidget(self.forward)
        head.addWidget(self.search_field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._splitter, 1)
        column.addWidget(self._address)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._go_to_search),
            (QKeySequence("Alt+Home"), lambda: self.show_topic(START)),
            (QKeySequence("Ctrl+W"), self.close),
        ):
            QShortcut(keys, self).activated.connect(slot)
        self._fitting = QTimer(self)  # pictures follow the width once it is settled
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(60)
        self._fitting.timeout.connect(self._fit)
        preferences.changed.connect(self._preference_changed)
        leave_drops_to_window(self)
        self._read()
        resize_within_screen(self, 960, 680)

    @property
    def is_busy(self) -> bool:
        """Whether pictures have still to follow a new width."""
        return self._fitting.isActive()

    def show_topic(self, topic: Topic) -> None:
        """Show a page, at a place on it, and keep the one that was read for the way back."""
        if topic.page not in self.pages:
            topic = START
        if topic != self.topic:
            self._back.append(self._here())
            self._forward.clear()
        self._show(_Place(topic))

    def go_back(self) -> None:
        if self._back:
            self._forward.append(self._here())
            self._show(self._back.pop())

    def go_forward(self) -> None:
        if self._forward:
            self._back.append(self._here())
            self._show(self._forward.pop())

    # building

    def _button(self, glyph: str, name: str, keys: str, slot: object) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("flat", True)
        dress(button, glyph)
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{name} ({shown})")
        button.setAccessibleName(name)
        button.clicked.connect(slot)
        QShortcut(QKeySequence(keys), self).activated.connect(slot)  # a button's own comes a moment later
        return button

    def _make_address_bar(self) -> QFrame:
        """Addresses outside help are shown, and opened only when that is asked for."""
        bar = QFrame(self)
        bar.setObjectName("messageBar")
        self._outside = ""
        self.address = QLabel(bar)
        self.address.setTextFormat(Qt.TextFormat.PlainText)
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = QPushButton(self.tr("Copy"), bar)
        dress(copy, "mdi6.content-copy")
        copy.setToolTip(self.tr("Copy the address"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._outside))
        self.open_outside = QPushButton(self.tr("Open in the browser"), bar)
        dress(self.open_outside, "mdi6.open-in-new")
        self.open_outside.setToolTip(self.tr("Leaves this program; nothing is sent before you press it"))
        self.open_outside.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._outside)))
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 8, 8)
        row.addWidget(self.address, 1)
        row.addWidget(copy)
        row.addWidget(self.open_outside)
        bar.hide()
        return bar

    def _read(self) -> None:
        """All pages in the language of the window; some forty kilobytes."""
        spoken = language.chosen(self._preferences.language)
        pages = {}
        for key in contents():
            text = page_text(key, spoken)
            if key == KEYS_PAGE:
                text = text.replace(KEYS_MARK, all_keys(self._preferences))
            pages[key] = parse(key, text)
        self.pages = pages
        old, self.contents = self.contents, HelpContents(pages.values(), self)
        self.contents.chosen.connect(self.show_topic)
        self._splitter.replaceWidget(0, self.contents)
        self.contents.setMinimumWidth(150)
        old.deleteLater()
        self._show(_Place(self.topic))

    # showing

    def _here(self) -> _Place:
        return _Place(self.topic, self.browser.verticalScrollBar().value())

    def _show(self, place: _Place) -> None:
        self.topic = place.topic
        page = self.pages[place.topic.page]
        self._address.hide()
        shown = HelpDocument(page, in_force(page.source, self._preferences), self.palette(), self.font())
        shown.setParent(self.browser)
        self.browser.setDocument(shown)  # which deletes the one before
        self._fit()
        self.setWindowTitle(self.tr("{page} – Help").format(page=page.title))
        self.back.setEnabled(bool(self._back))
        self.forward.setEnabled(bool(self._forward))
        self.contents.mark(place.topic)
        self._mark_words(go_there=place.scrolled is None)
        if place.scrolled is not None:
            self.browser.verticalScrollBar().setValue(place.scrolled)
        elif not self._words():
            self._scroll_to(place.topic.anchor)

    def _scroll_to(self, anchor: str) -> None:
        """To the top of the page where it has no such anchor."""
        cursor = self._anchor(anchor) if anchor else None
        layout = self.browser.document().documentLayout()
        top = layout.blockBoundingRect(cursor.block()).top() - 8 if cursor is not None else 0
        self.browser.verticalScrollBar().setValue(max(0, int(top)))

    def _anchor(self, anchor: str) -> QTextCursor | None:
        block = self.browser.document().begin()
        while block.isValid():
            walk = block.begin()
            while not walk.atEnd():
                if anchor in walk.fragment().charFormat().anchorNames():
                    return QTextCursor(block)
                walk += 1
            block = block.next()
        return None

    def _fit(self) -> None:
        document = self.browser.document()
        if isinstance(document, HelpDocument):
            document.fit(self.browser.viewport().width(), self.devicePixelRatioF())

    # searching

    def _words(self) -> list[str]:
        return self.search_field.text().casefold().split()

    def _go_to_search(self) -> None:
        self.search_field.setFocus()
        self.search_field.selectAll()

    def _search(self) -> None:
        words = self._words()
        if words:
            self.contents.show_hits(search(dict(self.pages), self.search_field.text()), words)
        else:
            self.contents.show_tree()
        self._mark_words(go_there=False)

    def _mark_words(self, go_there: bool) -> None:
        """Mark every place of the words on the page; scroll to the first below the topic."""
        marked: list[QTextEdit.ExtraSelection] = []
        made = QTextCharFormat()
        made.setBackground(QColor("#e5b93c"))
        made.setForeground(QColor("#1b1c1e"))
        document = self.browser.document()
        for word in self._words():
            cursor = document.find(word)
            while not cursor.isNull() and len(marked) < _MOST_MARKED:
                one = QTextEdit.ExtraSelection()
                one.cursor, one.format = cursor, made
                marked.append(one)
                cursor = document.find(word, cursor)
        self.browser.setExtraSelections(marked)
        if go_there and marked:
            anchor = self._anchor(self.topic.anchor) if self.topic.anchor else None
            start = anchor.position() if anchor is not None else 0
            places = [QTextCursor(one.cursor) for one in marked]
            below = [one for one in places if one.selectionStart() >= start] or places
            first = min(below, key=QTextCursor.selectionStart)
            first.setPosition(first.selectionStart())
            top = document.documentLayout().blockBoundingRect(first.block()).top()
            self.browser.verticalScrollBar().setValue(max(0, int(top) - 40))

    # links

    def _link_clicked(self, url: QUrl) -> None:
        topic = self._topic_of(url)
        if topic is not None:
            self.show_topic(topic)
            return
        self._outside = url.toString()
        words = self.tr("Outside this program: {address}")
        self.address.setText(words.format(address=one_line(self._outside, 90)))
        self.open_outside.setEnabled(url.scheme() in ("https", "http"))
        self._address.show()

    def _topic_of(self, url: QUrl) -> Topic | None:
        if url.scheme():
            return None
        name = url.path().rpartition("/")[2].removesuffix(".md")
        if not url.path():
            return self.topic._replace(anchor=url.fragment())
        return Topic(name, url.fragment()) if name in self.pages and "../" not in url.path() else None

    def _link_hovered(self, url: QUrl) -> None:
        outside = not url.isEmpty() and self._topic_of(url) is None
        self.browser.setToolTip(one_line(url.toString(), 90) if outside else "")

    # what Qt calls

    def _preference_changed(self, name: str) -> None:
        if name.startswith(("shortcut", "gesture")):
            self._read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.search_field.text():
                self.search_field.clear()
            else:
                self.close()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.search_field.hasFocus():
            self.contents.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search_field.hasFocus():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.contents.step(-1 if shift else 1)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fitting.stop()  # a page is first seen as it stays
        if (layout := self.layout()) is not None:
            layout.activate()
        self._show(_Place(self.topic))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fitting.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self.pages:
            self._show(self._here())
