"""A hook of mkdocs: links from docs/ into the rest of the repository become plain names, since the site holds docs/ alone."""

from __future__ import annotations

import re

_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./([^)#]+)(?:#[^)]*)?\)")


def on_page_markdown(markdown: str, **_: object) -> str:
    """The page's text with `[title](../file)` as "title (`file`)"; where the title is the file's name, as that alone."""
    return _OUTSIDE.sub(lambda link: f"`{link[2]}`" if link[1] == link[2] else f"{link[1]} (`{link[2]}`)", markdown)
