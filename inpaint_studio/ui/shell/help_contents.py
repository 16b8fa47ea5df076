"""The left side of the help window: the contents as a tree, and what a search brings in their place."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QTreeWidget, QTreeWidgetItem, QWidget

from inpaint_studio.ui.kit.help_pages import Page, Section, Topic

_TOPIC = Qt.ItemDataRole.UserRole
_SNIPPET = 90  # characters of a section around the first word


class HelpContents(QStackedWidget):
    """Pages and their headings; while something is searched for, the sections that hold it.

    Signals:
        chosen: the Topic that is to be shown.
    """

    chosen = Signal(object)

    def __init__(self, pages: Iterable[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("helpContents")
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(14)
        self.tree.setAccessibleName(self.tr("Contents"))
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.itemClicked.connect(self._clicked)
        self.tree.itemActivated.connect(self._clicked)
        self.hits = QListWidget(self)
        self.hits.setAccessibleName(self.tr("What was found"))
        self.hits.setWordWrap(True)
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.currentItemChanged.connect(self._hit_chosen)
        self.hits.itemClicked.connect(self._hit_chosen)
        self.addWidget(self.tree)
        self.addWidget(self.hits)
        self._pages: dict[str, QTreeWidgetItem] = {}
        for page in pages:
            top = QTreeWidgetItem(self.tree, [page.title])
            top.setData(0, _TOPIC, str(Topic(page.key)))
            top.setToolTip(0, page.title)
            self._pages[page.key] = top
            for heading in page.headings:
                if heading.level == 2 and heading.anchor:
                    below = QTreeWidgetItem(top, [heading.title])
                    below.setData(0, _TOPIC, str(Topic(page.key, heading.anchor)))
                    below.setToolTip(0, heading.title)

    def mark(self, topic: Topic) -> None:
        """Show where the page that is read stands."""
        top = self._pages.get(topic.page)
        if top is None:
            return
        for page in self._pages.values():
            page.setExpanded(page is top)
        below = [top.child(number) for number in range(top.childCount())]
        item = next((one for one in below if one is not None and one.data(0, _TOPIC) == str(topic)), top)
        self.tree.setCurrentItem(item)
        self.tree.scrollToItem(item)

    def show_hits(self, sections: list[Section], words: list[str]) -> None:
        """sections: the best first."""
        self.hits.blockSignals(True)
        self.hits.clear()
        for section in sections:
            title = section.title if section.title == section.page else f"{section.page} ▸ {section.title}"
            item = QListWidgetItem(f"{title}\n{_snippet(section, words)}", self.hits)
            item.setData(_TOPIC, str(section.topic))
        if not sections:
            nothing = QListWidgetItem(self.tr("Nothing was found. Try fewer or shorter words."), self.hits)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
        self.setCurrentWidget(self.hits)
        self.hits.setCurrentRow(-1)  # else Qt takes the first, and the next key would go to the second
        self.hits.blockSignals(False)

    def show_tree(self) -> None:
        self.setCurrentWidget(self.tree)

    def step(self, by: int) -> None:
        """Go to the next or the previous hit."""
        count = self.hits.count()
        if count and self.currentWidget() is self.hits:
            self.hits.setCurrentRow(min(max(self.hits.currentRow() + by, 0), count - 1))

    def _clicked(self, item: QTreeWidgetItem, *_: object) -> None:
        self.chosen.emit(Topic.of(item.data(0, _TOPIC)))

    def _hit_chosen(self, item: QListWidgetItem | None, *_: object) -> None:
        topic = item.data(_TOPIC) if item is not None else None
        if topic:
            self.chosen.emit(Topic.of(topic))


def _snippet(section: Section, words: list[str]) -> str:
    text, folded = section.text, section.text.casefold()
    places = [at for word in words if (at := folded.find(word)) >= 0]
    start = max(0, min(places) - _SNIPPET // 3) if places else 0
    shown = text[start : start + _SNIPPET]
    return ("…" if start else "") + shown + ("…" if start + _SNIPPET < len(text) else "")
