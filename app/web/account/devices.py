"""What a browser says of itself, in words that people know their devices by."""

from __future__ import annotations

from app.wording import Wording, same

_PHONE, _TABLET = Wording("手机", "Phone"), Wording("平板", "Tablet")
_COMPUTER, _SCRIPT = Wording("电脑", "Computer"), Wording("脚本", "Script")
_BROWSERS: tuple[tuple[str, Wording], ...] = (
    ("MicroMessenger", Wording("微信", "WeChat")),
    ("DingTalk", Wording("钉钉", "DingTalk")),
    ("QQBrowser", Wording("QQ 浏览器", "QQ Browser")),
    ("Edg", same("Edge")),
    ("HuaweiBrowser", Wording("华为浏览器", "Huawei Browser")),
    ("MiuiBrowser", Wording("小米浏览器", "Mi Browser")),
    ("UCBrowser", Wording("UC 浏览器", "UC Browser")),
    ("360", Wording("360 浏览器", "360 Browser")),
    ("Firefox", same("Firefox")),
    ("Chrome", same("Chrome")),
    ("Safari", same("Safari")),
)
"""The sign of each browser. Most call themselves Chrome or Safari too, so those come last."""


def device(user_agent: str | None) -> Wording:
    """The kind of device and the browser.

    >>> device("Mozilla/5.0 (Linux; Android 14; V2) AppleWebKit/537 Chrome/120.0 Mobile Safari/537.36").zh
    '手机 · Chrome'
    """
    text = user_agent or ""
    browser = next((word for sign, word in _BROWSERS if sign in text), None)
    if browser is None:
        return _SCRIPT if text else same("—")
    tablet = "iPad" in text or ("Android" in text and "Mobile" not in text)
    phone = "Mobile" in text or "iPhone" in text
    kind = _TABLET if tablet else _PHONE if phone else _COMPUTER
    return Wording(*(f"{what} · {which}" for what, which in zip(kind, browser, strict=True)))
