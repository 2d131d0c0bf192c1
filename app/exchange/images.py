"""What an uploaded file really is, and photos made harmless: type by content, drawn anew, without position or device.

A picture is decoded and encoded again, so that nothing of the file as it was uploaded is kept. Papers (PDF) are kept
as they are and only ever handed out as a download.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Fault, InvalidInput
from app.units import LatLon
from app.wording import Wording

PDF, JPEG = "application/pdf", "image/jpeg"
SMALL_EDGE_PX = 960
_SMALL_QUALITY = 70
_PDF_HEAD = b"%PDF-"
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as it is kept. `taken` is where a photo says it was taken; it is no longer in `content`."""

    content: bytes
    media_type: str
    taken: LatLon | None = None


def prepared(raw: bytes) -> Prepared:
    """The file as it may be kept. Takes up to some seconds: call in a thread. Raises InvalidInput for anything else."""
    if not raw:
        raise refused("empty", "这是空文件，请重新选择", "the file is empty; choose another")
    if raw.startswith(_PDF_HEAD):
        if b"%%EOF" not in raw[-2048:]:
            raise damaged()
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
        raise refused("heic", zh, en)
    from app.exchange.pictures import drawn_anew  # here, since few processes ever draw a picture

    return drawn_anew(raw)


def small_picture(raw: bytes, edge_px: int = SMALL_EDGE_PX, quality: int = _SMALL_QUALITY) -> tuple[bytes, int, int]:
    """A photo that `prepared` has drawn, again with no edge longer than `edge_px`: the JPEG, its width, its height.

    As it is without being told otherwise it goes to everybody's telephone.
    """
    from app.exchange.pictures import drawn_small  # here, as above

    return drawn_small(raw, edge_px, quality)


def damaged() -> InvalidInput:
    """That a file is damaged or cut short."""
    zh = "文件损坏或不完整，请重新拍摄、导出或下载后再上传"
    return refused("damaged", zh, "the file is damaged or cut short; take, export or download it again")


def refused(code: str, zh: str, en: str) -> InvalidInput:
    """Why a file is not kept."""
    return InvalidInput([Fault("file", code, Wording(zh, en))])
