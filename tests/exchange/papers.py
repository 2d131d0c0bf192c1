"""Papers read back: their text, and their measures, from the bytes that are handed out."""

import io

from docx import Document
from docx.document import Document as Docx


def opened(content: bytes) -> Docx:
    """The document as any program opens it."""
    return Document(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """Everything that the body says, tables too, a paragraph a line."""
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))
        for paragraph in opened(content).element.body.iter()
        if paragraph.tag.endswith("}p")
    )
