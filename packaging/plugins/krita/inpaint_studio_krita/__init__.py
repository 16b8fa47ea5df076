"""Inpaint Studio for Krita: registers the extension."""

from krita import Krita

from .extension import InpaintStudio

Krita.instance().addExtension(InpaintStudio(Krita.instance()))
