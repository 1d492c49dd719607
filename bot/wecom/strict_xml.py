"""XML as the platform posts it, read without entities, DTDs or surprises, and written so that no text breaks it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree  # type: ignore[import-untyped]

from bot.wecom.envelope import Malformed

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parsed(xml: bytes) -> Element:
    """Return the root of a callback's XML; raises Malformed."""
    try:
        root: Element = ElementTree.fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Malformed("the XML cannot be read") from None
    if root.tag != "xml":
        raise Malformed("the XML is not a callback")
    return root


def child_text(root: Element, name: str) -> str:
    """Return the text of the one child of this name; raises Malformed."""
    found = root.findall(name)
    if len(found) != 1 or len(found[0]) or not found[0].text:
        raise Malformed(f"the XML has no single {name}")
    return found[0].text


def cdata(text: str) -> str:
    """Return a text as a section of XML."""
    # A section cannot hold its own end, so the end is shared between two sections.
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def in_xml(text: str) -> str:
    """Return a text without the characters that no XML may hold."""
    return _NOT_IN_XML.sub("", text)
