"""Where this site is, for links that leave it: in feeds, mail, sitemaps and data for machines."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def site_url(request: HttpRequest | None = None) -> str:
    """ "https://kb.example.cn": KBASE_SITE_URL, else the address that was asked; "" where there is neither."""
    if settings.SITE_URL or request is None:
        return str(settings.SITE_URL)
    return f"{request.scheme}://{request.get_host()}"


def tag(site: str, *names: object) -> str:
    """A name for good (RFC 4151) that no change of addresses touches: "tag:kb.example.cn,2026:project/12"."""
    return f"tag:{urlsplit(site).hostname or 'localhost'},2026:{'/'.join(map(str, names))}"
