"""What an uploaded file really is, and photos made harmless: type by content, drawn anew, without position or device.

A picture is decoded and encoded again, so that nothing of the file as it was uploaded is kept. Papers (PDF) are kept
as they are and only ever handed out as a download.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError
from PIL.ExifTags import GPS, IFD

from app.errors import Fault, InvalidInput
from app.units import LatLon
from app.wording import Wording

PDF, JPEG = "application/pdf", "image/jpeg"
LONGEST_EDGE_PX = 2560
MOST_PIXELS = 60_000_000
_QUALITY = 85
SMALL_EDGE_PX = 960
_SMALL_QUALITY = 70
_PDF_HEAD = b"%PDF-"
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
_PICTURE_HEADS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
"""How files of the kinds in `_FORMATS` begin: one that does and cannot be drawn is damaged."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as it is kept. `taken` is where a photo says it was taken; it is no longer in `content`."""

    content: bytes
    media_type: str
    taken: LatLon | None = None


def prepared(raw: bytes) -> Prepared:
    """The file as it may be kept. Takes up to some seconds: call in a thread. Raises InvalidInput for anything else."""
    if not raw:
        raise _refused("empty", "这是空文件，请重新选择", "the file is empty; choose another")
    if raw.startswith(_PDF_HEAD):
        if b"%%EOF" not in raw[-2048:]:
            raise _damaged()
        return Prepared(raw, PDF)
    if raw[4:8] == b"ftyp" and raw[8:12] in _HEIF_BRANDS:
        zh = (
            "这是 HEIC 格式的照片，不能上传；iPhone 请先在“设置→相机→格式”中选“兼容性最佳”再拍一张上传，"
            "已拍的照片请转为 JPG 后上传"
        )
        en = (
            "HEIC photos cannot be uploaded; on an iPhone choose Settings, Camera, Formats, Most Compatible and take"
            " the photo again, or convert it to JPG"
        )
        raise _refused("heic", zh, en)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=_FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise _refused("too_large", "图片像素过多", "the picture has too many pixels")
            taken = _taken_at(picture.getexif())
            upright = ImageOps.exif_transpose(picture)
            flat = _on_white(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning):
        if raw.startswith(_PICTURE_HEADS):
            raise _damaged() from None
        raise _refused("not_evidence", "只能上传照片或 PDF 文件", "only photos and PDF files can be uploaded") from None
    except Image.DecompressionBombError:
        raise _refused("too_large", "图片像素过多", "the picture has too many pixels") from None
    flat.thumbnail((LONGEST_EDGE_PX, LONGEST_EDGE_PX))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Prepared(out.getvalue(), JPEG, taken)


def small_picture(raw: bytes, edge_px: int = SMALL_EDGE_PX, quality: int = _SMALL_QUALITY) -> tuple[bytes, int, int]:
    """A photo that `prepared` has drawn, again with no edge longer than `edge_px`: the JPEG, its width, its height.

    As it is without being told otherwise it goes to everybody's telephone.
    """
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


def _damaged() -> InvalidInput:
    zh = "文件损坏或不完整，请重新拍摄、导出或下载后再上传"
    return _refused("damaged", zh, "the file is damaged or cut short; take, export or download it again")


def _refused(code: str, zh: str, en: str) -> InvalidInput:
    return InvalidInput([Fault("file", code, Wording(zh, en))])


def sample_photo() -> bytes:
    """A photo of nothing, which says on itself that it is a sample."""
    picture = Image.new("RGB", (640, 480), "#d9dfe6")
    ImageDraw.Draw(picture).text((32, 220), "SAMPLE - NOT A REAL SITE", fill="#6b7280", font_size=40)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
