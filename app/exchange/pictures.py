"""Photos drawn anew: the pixels of a picture and nothing else of the file that it came in."""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError
from PIL.ExifTags import GPS, IFD

from app.exchange.images import JPEG, Prepared, damaged, refused
from app.units import LatLon

LONGEST_EDGE_PX = 2560
MOST_PIXELS = 60_000_000
_QUALITY = 85
_PICTURE_HEADS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
"""How files of the kinds in `_FORMATS` begin: one that does and cannot be drawn is damaged."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


def drawn_anew(raw: bytes) -> Prepared:
    """A photo as it may be kept. Raises InvalidInput for what is none, or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=_FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise refused("too_large", "图片像素过多", "the picture has too many pixels")
            taken = _taken_at(picture.getexif())
            upright = ImageOps.exif_transpose(picture)
            flat = _on_white(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning):
        if raw.startswith(_PICTURE_HEADS):
            raise damaged() from None
        raise refused("not_evidence", "只能上传照片或 PDF 文件", "only photos and PDF files can be uploaded") from None
    except Image.DecompressionBombError:
        raise refused("too_large", "图片像素过多", "the picture has too many pixels") from None
    flat.thumbnail((LONGEST_EDGE_PX, LONGEST_EDGE_PX))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Prepared(out.getvalue(), JPEG, taken)


def drawn_small(raw: bytes, edge_px: int, quality: int) -> tuple[bytes, int, int]:
    """What `images.small_picture` promises."""
    picture = Image.open(io.BytesIO(raw), formats=("JPEG",))
    picture.thumbnail((edge_px, edge_px))
    out = io.BytesIO()
    _on_white(picture).save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue(), picture.width, picture.height


def _on_white(picture: Image.Image) -> Image.Image:
    """The first frame without transparency, in plain colours; nothing but its pixels goes along."""
    coloured = picture.convert("RGBA")
    flat = Image.new("RGB", coloured.size, "white")
    flat.paste(coloured, mask=coloured.getchannel("A"))
    return flat


def _taken_at(exif: Image.Exif) -> LatLon | None:
    """The position that a camera wrote into the photo; None where there is none that makes sense."""
    found = exif.get_ifd(IFD.GPSInfo)
    try:
        lat = _degrees(found[GPS.GPSLatitude], str(found[GPS.GPSLatitudeRef]) == "S")
        lon = _degrees(found[GPS.GPSLongitude], str(found[GPS.GPSLongitudeRef]) == "W")
        return LatLon(lat=lat, lon=lon)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if negative else value


def sample_photo() -> bytes:
    """A photo of nothing, which says on itself that it is a sample."""
    picture = Image.new("RGB", (640, 480), "#d9dfe6")
    ImageDraw.Draw(picture).text((32, 220), "SAMPLE - NOT A REAL SITE", fill="#6b7280", font_size=40)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
