"""A book as Markdown (CommonMark with tables), its drawings as SVG files beside it."""

import re
from collections.abc import Iterator

from casewise.codebook.document import (
    Block,
    Book,
    Bullets,
    Code,
    Figure,
    Item,
    Link,
    Listing,
    Page,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Terms,
    Words,
)
from casewise.codebook.paths import relative, target

ENDING = ".md"
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)", re.M)


def markdown_files(book: Book) -> dict[str, str]:
    """The text of each file, by its name relative to the folder of the book."""
    files = {}
    for page in book.pages:
        files[page.path + ENDING] = _Writer(book, page).text()
        for figure in _figures(page.blocks):
            files[f"{figure.name}.svg"] = figure.svg + "\n"
    return files


def _figures(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Section):
            yield from _figures(block.blocks)


class _Writer:
    """Writes one page."""

    def __init__(self, book: Book, page: Page) -> None:
        self._book = book
        self._page = page

    def text(self) -> str:
        page = self._page
        above = [f"*{_plain(page.above)}*"] if page.above else []
        parts = [self._tabs(), *above, f"# {_plain(page.title)}", *self._blocks(page.blocks, 2)]
        return "\n\n".join([*parts, *self._ways(), self._signed()]) + "\n"

    def _tabs(self) -> str:
        tabs = [self._link(Link(page.tab, page.path)) for page in self._book.pages if page.tab]
        return " · ".join(tabs)

    def _ways(self) -> Iterator[str]:
        """Where one reads on."""
        pages = self._book.pages
        at = pages.index(self._page)
        ways = [("Previous", pages[at - 1])] if at else []
        ways += [("Next", pages[at + 1])] if at + 1 < len(pages) else []
        yield "---"
        yield " · ".join(f"{word}: {self._link(Link(p.title, p.path))}" for word, p in ways)

    def _signed(self) -> str:
        book = self._book
        signed = f"{book.ruleset} {book.release} · `{book.fingerprint}`"
        return f"{signed}  \n{_plain(book.disclaimer)}"

    def _blocks(self, blocks: tuple[Block, ...], level: int) -> Iterator[str]:
        for block in blocks:
            match block:
                case Paragraph(words):
                    yield self._words(words)
                case Bullets():
                    yield "\n".join(self._items(block.items, "", block.ordered))
                case Terms(entries):
                    yield "\n".join(
                        f"- **{_plain(e.name)}**: {self._words(e.said)}" for e in entries
                    )
                case Table():
                    yield "\n".join(self._table(block))
                case Listing():
                    yield self._listing(block)
                case Figure():
                    image = relative(f"{block.name}.svg", self._page.path)
                    yield f"![{_plain(block.title)}]({image})\n\n{_plain(block.key)}"
                case Section():
                    yield f"{_anchor(block.anchor)}{'#' * min(level, 6)} {_plain(block.heading)}"
                    yield from self._blocks(block.blocks, level + 1)

    def _items(self, items: tuple[Item, ...], pad: str, ordered: bool) -> Iterator[str]:
        for number, item in enumerate(items, start=1):
            mark = f"{number}. " if ordered else "- "
            yield f"{pad}{mark}{_anchor(item.anchor).strip()}{self._words(item.words)}"
            yield from self._items(item.below, pad + " " * len(mark), ordered=False)

    def _table(self, table: Table) -> Iterator[str]:
        yield f"**{_plain(table.caption)}**\n"
        yield f"| {' | '.join(_plain(cell) or ' ' for cell in table.head)} |"
        yield "|" + "--|" * len(table.head)
        yield from map(self._row, table.rows)

    def _row(self, row: Row) -> str:
        first, *rest = map(self._words, row.cells)
        return f"| {' | '.join([_anchor(row.anchor).strip() + first, *rest])} |"

    def _listing(self, listing: Listing) -> str:
        text = "\n".join(listing.lines)
        longest = max(map(len, re.findall(r"`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"`{listing.file}`\n\n{fence}yaml\n{text}\n{fence}"

    def _words(self, words: Words) -> str:
        return "".join(map(self._piece, words))

    def _piece(self, piece: str | Code | Link | Strong) -> str:
        match piece:
            case str():
                return _plain(piece)
            case Code(words):
                return _code(words)
            case Strong(words):
                return (
                    f"**{_plain(words)}**"
                    if words == words.strip()
                    else f"**{_plain(words.strip())}** "
                )
            case Link():
                return self._link(piece)

    def _link(self, link: Link) -> str:
        words = _code(link.words) if link.is_code else _plain(link.words)
        return f"[{words}]({target(link, self._page.path, ENDING)})"


def _plain(words: str) -> str:
    """Text in which nothing is taken for Markdown."""
    flat = re.sub(r"\s+", " ", words)
    return _START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flat)) if flat.strip() else flat


def _code(words: str) -> str:
    return f"`{words}`"


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>\n\n' if name else ""
