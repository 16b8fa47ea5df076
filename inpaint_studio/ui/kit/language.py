"""The language of the window: English in the code, others from Qt Linguist files."""

import logging
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from inpaint_studio.resources import resource

NAMES = {"en": "English", "zh_CN": "简体中文"}
_LOG = logging.getLogger(__name__)


class LinguistFile(QTranslator):
    """Translates from a .ts file as it stands, so that no compiled copy of it can be out of date or missing.

    Of a message with several forms the one for the count is taken, by the rules of Qt Linguist.

    Reading the 600 sentences of ours takes 10 ms; afterwards a look-up is one of a dictionary.
    """

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sentences = read_linguist_file(path)
        self._form = _FORMS.get(path.stem.partition("_")[2].partition("_")[0], _one_or_many)

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        # None, not "": Qt takes an empty translation for a translation. lupdate files what stands outside a class
        # under no context, whatever context it is asked for by when the program runs.
        forms = self._sentences.get((context, source)) or self._sentences.get(("", source))
        if not forms:
            return None
        return forms[min(self._form(n), len(forms) - 1)] if n >= 0 else forms[-1]

    def isEmpty(self) -> bool:
        return not self._sentences


def read_linguist_file(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """(context, source) -> translation, of those that are finished; several forms where it counts something."""
    sentences: dict[tuple[str, str], tuple[str, ...]] = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") in ("vanished", "obsolete"):
                continue
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            if all(forms):
                sentences[name, message.findtext("source") or ""] = tuple(forms)
    return sentences


def _one_or_many(count: int) -> int:
    return 0 if count == 1 else 1


def _always_the_same(count: int) -> int:
    return 0


# Which of its forms a language uses for a count. Those that are not here have one for 1 and one for the rest.
_FORMS: dict[str, Callable[[int], int]] = {"zh": _always_the_same}


def chosen(preference: str) -> str:
    """The language in force: the preference, or where it is empty the system's, if we speak it."""
    if preference in NAMES:
        return preference
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def install(
    application: QCoreApplication, language: str, unreadable: Callable[[str, Exception], object] | None = None
) -> list[QTranslator]:
    """Translate the application from now on. Keep what is returned; `remove` takes it away again.

    unreadable: called with the name of the translation file and the error where it cannot be read; the application
    is in English then.
    """
    installed: list[QTranslator] = []
    if language != "en":
        try:
            for name in (f"inpaint-studio_{language}.ts", f"qt_{language}.ts"):
                installed.append(LinguistFile(resource(f"translations/{name}"), application))
        except (ElementTree.ParseError, OSError, ValueError, LookupError) as error:  # the last: no such encoding
            _LOG.warning("the translation %s cannot be read: %s", name, error)
            if unreadable is not None:
                unreadable(name, error)
            QLocale.setDefault(QLocale("en"))
            remove(application, installed)
            return installed
        qt_own = QTranslator(application)  # the buttons of Qt's own dialogs
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if qt_own.load(f"qtbase_{language}", qt_folder):
            installed.insert(0, qt_own)  # asked last: what it lacks or has wrong stands in qt_LANGUAGE.ts
        for translator in installed:
            application.installTranslator(translator)
    QLocale.setDefault(QLocale(language))
    return installed


def remove(application: QCoreApplication, installed: list[QTranslator]) -> None:
    for translator in installed:
        application.removeTranslator(translator)
        translator.deleteLater()
    installed.clear()
