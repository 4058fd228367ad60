"""A PDF of placed lines of Chinese text, small enough to write by hand; fonts are the reader's business."""

from __future__ import annotations

from collections.abc import Iterable


def pdf(pages: Iterable[Iterable[tuple[float, float, str]]], size: float = 12) -> bytes:
    """Pages of (x, y from the top, text) lines, in a font of ``size`` points; UCS-2 strings, Adobe-GB1 characters."""
    objects = [
        b"",  # the catalogue and the page tree come last, when the pages are known
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    kids = []
    for lines in pages:
        drawn = "".join(
            f"BT /F1 {size} Tf {x} {800 - y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n" for x, y, text in lines
        ).encode()
        objects.append(b"<< /Length %d >>\nstream\n%sendstream" % (len(drawn), drawn))
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Contents %d 0 R"
        objects.append((page % len(objects) + " /Resources << /Font << /F1 3 0 R >> >> >>").encode())
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + trailer
