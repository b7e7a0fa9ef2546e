"""Writes a magazine of 30 pages as PDF: text on each, a photo on every other. magazine.py PHOTO.jpg WIDTH HEIGHT > FILE"""
import sys

PAGES = 30
photo, width, height = open(sys.argv[1], "rb").read(), *map(int, sys.argv[2:4])
objects = []


def add(entries, data=None):
    body = entries if data is None else b"%s/Length %d>>\nstream\n%s\nendstream" % (entries[:-2], len(data), data)
    objects.append(body)
    return len(objects)


add(b"<</Type/Catalog/Pages 2 0 R>>")
objects.append(b"")  # the list of pages, written at the end
font = add(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
image = add(b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode>>" % (width, height), photo)
pages = []
for page in range(PAGES):
    text = b"".join(b"1 0 0 1 50 %d Tm (Page %d, line %d: nobody here has ever missed the smoke, and the stairs have become shorter.) Tj " % (400 - 14 * line, page + 1, line + 1) for line in range(25))
    content = b"BT /F 11 Tf %sET" % text
    if page % 2 == 0:
        content += b" q 480 0 0 360 57 440 cm /I Do Q"
    stream = add(b"<<>>", content)
    pages.append(add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F %d 0 R>>/XObject<</I %d 0 R>>>>>>" % (stream, font, image)))
objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (PAGES, b" ".join(b"%d 0 R" % page for page in pages))

out, places = b"%PDF-1.7\n", []
for number, body in enumerate(objects, 1):
    places.append(len(out))
    out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
table = len(out)
out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
out += b"".join(b"%010d 00000 n \n" % place for place in places)
out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
sys.stdout.buffer.write(out)
