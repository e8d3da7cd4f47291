"""What PDF/A-3a and PDF/UA-1 ask of a file as a whole: metadata, output intent, attached files.

Both can be had in one file (ISO 19005-3, ISO 14289-1): the XMP packet claims both, and describes
the schema of PDF/UA's claim, which PDF/A does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import md5
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from ..engine.raw import string
from .writer import PdfWriter

PRODUCER = f"sphinx-anthology, WeasyPrint {version('weasyprint')}"
_PROFILE = "sRGB2014.icc"  # of the International Color Consortium; comes with WeasyPrint
_CLAIMS = """\
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the book carries."""

    name: str
    data: bytes
    media_type: str
    relationship: str  # Source | Data | Supplement (ISO 19005-3, annex E)
    description: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Standards:
    """The file's metadata."""

    title: str
    language: str  # BCP 47
    made: datetime
    authors: Sequence[str] = ()
    description: str = ""
    keywords: Sequence[str] = ()
    publisher: str = ""
    rights: str = ""
    identifier: str = ""
    attachments: Sequence[Attachment] = ()

    def write(self, pdf: PdfWriter) -> tuple[bytes, bytes, int]:
        """Put in what is asked for.

        Returns:
            Entries of the catalogue, entries of its names, and the information dictionary.
        """
        metadata = pdf.put_raw(*_uncompressed(self.packet()))
        entries = b"/Lang %s/ViewerPreferences<</DisplayDocTitle true>>/Metadata %d 0 R%s" % (
            string(self.language),
            metadata,
            _output_intent(pdf),
        )
        names = b""
        if self.attachments:
            specs = [_attach(pdf, attachment) for attachment in self.attachments]
            entries += b"/AF[%s]" % b" ".join(b"%d 0 R" % spec for _, spec in specs)
            pairs = b" ".join(name + b" %d 0 R" % spec for name, spec in sorted(specs))
            names = b"/EmbeddedFiles<</Names[%s]>>" % pairs
        return entries, names, self._information(pdf)

    def _information(self, pdf: PdfWriter) -> int:
        values = {
            b"Title": self.title,
            b"Author": ", ".join(self.authors),
            b"Subject": self.description,
            b"Keywords": ", ".join(self.keywords),
            b"Creator": "sphinx-anthology",
            b"Producer": PRODUCER,
        }
        entries = b"".join(b"/%s %s" % (k, string(v)) for k, v in values.items() if v)
        when = self.made.astimezone(UTC).strftime("(D:%Y%m%d%H%M%S+00'00')").encode()
        return pdf.put(b"<<%s/CreationDate %s/ModDate %s>>" % (entries, when, when))

    def packet(self) -> bytes:
        """The XMP packet; it agrees with the information dictionary (ISO 19005-3, 6.6.3)."""
        when = self.made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        authors = [", ".join(self.authors)] if self.authors else []
        parts = [
            _bag("dc:title", "Alt", [self.title]),
            _bag("dc:creator", "Seq", authors),
            _bag("dc:description", "Alt", [self.description] if self.description else []),
            _bag("dc:subject", "Bag", self.keywords),
            _bag("dc:publisher", "Bag", [self.publisher] if self.publisher else []),
            _bag("dc:rights", "Alt", [self.rights] if self.rights else []),
            _bag("dc:language", "Bag", [self.language]),
            _simple("dc:identifier", self.identifier),
            _simple("pdf:Keywords", ", ".join(self.keywords)),
            _simple("pdf:Producer", PRODUCER),
            _simple("xmp:CreatorTool", "sphinx-anthology"),
            _simple("xmp:CreateDate", when),
            _simple("xmp:ModifyDate", when),
        ]
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
            f"{_CLAIMS}"
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">\n'
            f"{''.join(parts)}</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
            '<?xpacket end="w"?>'
        ).encode()


def _simple(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>\n" if value else ""


def _bag(name: str, kind: str, values: Sequence[str]) -> str:
    if not values:
        return ""
    mark = ' xml:lang="x-default"' if kind == "Alt" else ""
    items = "".join(f"<rdf:li{mark}>{escape(value)}</rdf:li>" for value in values)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>\n"


def _uncompressed(data: bytes) -> tuple[bytes, bytes]:
    """Programs that know no PDF look for the packet in the bytes (XMP, part 3)."""
    return b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(data), data


def _output_intent(pdf: PdfWriter) -> bytes:
    profile = _profile().read_bytes()
    number = pdf.put_stream(profile, b"/N 3")
    name = string(_PROFILE.removesuffix(".icc"))
    return (
        b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier %s/Info %s"
        b"/DestOutputProfile %d 0 R>>]" % (name, name, number)
    )


def _profile() -> Path:
    """The colour profile that WeasyPrint brings, which is found without loading all of that."""
    package = find_spec("weasyprint")
    assert package
    assert package.origin
    return Path(package.origin).with_name("pdf") / _PROFILE


def _attach(pdf: PdfWriter, file: Attachment) -> tuple[bytes, int]:
    """Write a file and its specification; returns its name as a string, and the number."""
    when = file.modified.astimezone(UTC).strftime("(D:%Y%m%d%H%M%S+00'00')").encode()
    checksum = md5(file.data, usedforsecurity=False).hexdigest().encode()
    stream = pdf.put_stream(
        file.data,
        b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/ModDate %s/CheckSum<%s>>>"
        % (file.media_type.replace("/", "#2F").encode(), len(file.data), when, checksum),
    )
    name = string(file.name)
    ascii_name = string(file.name.encode("ascii", "replace").decode())
    spec = pdf.put(
        b"<</Type/Filespec/F %s/UF %s/EF<</F %d 0 R/UF %d 0 R>>/AFRelationship/%s/Desc %s>>"
        % (ascii_name, name, stream, stream, file.relationship.encode(), string(file.description))
    )
    return name, spec
