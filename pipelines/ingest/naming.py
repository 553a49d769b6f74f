"""The one name under which each institution is kept, whatever its documents print.

Here belong folding spellings by rule, other names that people gave, and naming likely variants. Here does not belong which of a
document's sources says who discloses (`identity.py`), nor how people give names (`institutions_file.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.ingest.document import Document, IdentifiedStatement
from pipelines.ingest.institutions_file import INSTITUTIONS
from pipelines.model.known_institutions import KnownInstitutions
from pipelines.model.records import Finding
from pipelines.values.bodies import places_of, same_body
from pipelines.values.institutions import clean_institution
from pipelines.values.places import full_place, is_prefecture, is_province, split_places, without_unnamed_place
from pipelines.values.text import compact

Method = Literal["printed", "spelling", "place", "alias"]
"""How a name leads to its institution: it is its name, a spelling of it, its name without its place, or as people say."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that a document gives an institution by."""

    institution_name: str
    name: str
    method: Method


def settle_names(documents: Sequence[Document], known: KnownInstitutions) -> list[KnownName]:
    """Give every document and statement the name that its institution is kept under, and add what people should hear of to the
    documents' findings. Returns every name that documents give, sorted."""
    statements = [(document, each) for document in documents for each in document.statements]
    methods: dict[tuple[str, str], Method] = {}
    for _, statement in statements:
        cleaned = clean_institution(statement.institution.value).name
        statement.name = known.kept_name(cleaned, statement.year.value)
        printed: Method = "printed" if compact(statement.institution.value) == statement.name else "spelling"
        methods[statement.name, statement.institution.value] = printed if statement.name == cleaned else "alias"
    _fold_places(statements, methods)
    for document in documents:
        document.name = _name_of(document, known)
    _report_variants(statements, known)
    return sorted(
        (KnownName(name, compact(printed), method) for (name, printed), method in methods.items()),
        key=lambda each: (each.institution_name, each.name),
    )


def _name_of(document: Document, known: KnownInstitutions) -> str | None:
    """The kept name of the document as a whole: that of its statements of the same name, where it has any."""
    if document.institution is None:
        return None
    cleaned = clean_institution(document.institution.value).name
    same = (each.name for each in document.statements if clean_institution(each.institution.value).name == cleaned)
    year = document.year.value if document.year else 0
    return next(same, known.kept_name(cleaned, year))


def _fold_places(
    statements: Sequence[tuple[Document, IdentifiedStatement]], methods: dict[tuple[str, str], Method]
) -> None:
    """Give a name that another document prints with a place before it (某区教育局, 某市某区教育局) that fuller name, where its own
    document, by any of its lines or its folders, is of that place."""
    fuller = _fuller_names({statement.name for _, statement in statements})
    for document, statement in statements:
        wanted = [name for name in fuller.get(statement.name, []) if _is_of(document, name, statement.name)]
        if len(wanted) != 1:
            continue
        methods.pop((statement.name, statement.institution.value), None)
        statement.name = wanted[0]
        methods[statement.name, statement.institution.value] = "place"


def _fuller_names(names: set[str]) -> dict[str, list[str]]:
    """For each name those that are it with places before it, the longest alone where they differ by a province."""
    fuller: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        rest = name
        for place in split_places(name)[0]:
            rest = rest.removeprefix(place)
            if rest in names and not any(other.endswith(name) for other in fuller[rest]):
                fuller[rest].append(name)
    return fuller


def _is_of(document: Document, name: str, printed: str) -> bool:
    """Whether the document is of the places that `name` has before `printed`. A province is not asked for before a
    prefecture: no two have one name."""
    missing = split_places(name.removesuffix(printed))[0]
    if (
        len(missing) == 1
        and is_province(missing[0])
        and is_prefecture(places_of(printed)[0] if places_of(printed) else "")
    ):
        return True
    around = _places_around(document)
    return all(full_place(place) in around for place in missing)


def _places_around(document: Document) -> set[str]:
    """Every place that the document's names, folders, cover and tables name."""
    heads = [*document.heads]
    lines = [name for head in heads for name in [*head["implementing_units"], *head["supervising_departments"]]]
    lines += [head["institution"] for head in heads if head["institution"]]
    cover = list(document.head["cover_places"] or []) if document.head else []
    named = [place for _, name in document.names for place in name.places]
    printed = [place for line in lines for place in places_of(clean_institution(line).name)]
    return {full_place(place) for place in [*cover, *named, *printed]}


def _report_variants(statements: Sequence[tuple[Document, IdentifiedStatement]], known: KnownInstitutions) -> None:
    """Name each two names that are likely one institution's, at the first document of the one that says less."""
    first: dict[str, Document] = {}
    for document, statement in statements:
        first.setdefault(statement.name, document)
    for name, other in _variants(sorted(first, key=lambda each: (len(each), each))):
        if name in known.names and other in known.names:
            continue
        message = (
            f"{name} and {other} may be one institution: if so, give {name} the alias_of {other} in {INSTITUTIONS}; if not, list"
            " both there"
        )
        first[name].findings.append(Finding("warning", "institution_variant", name, message))


def _variants(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of different names, the shorter first, that may be one institution's: one with a place or a word more before it,
    one shortened, or 学院 and 大学. Only names with something in common are compared."""
    buckets: dict[tuple[str, str], list[str]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for name in names:
        for key in _keys(name):
            for other in buckets[key]:
                if (other, name) not in seen and _may_be_one(other, name):
                    seen.add((other, name))
                    yield other, name
            buckets[key].append(name)


def _keys(name: str) -> set[tuple[str, str]]:
    """What a name shares with each of its likely variants."""
    places, rest = split_places(name)
    rest = without_unnamed_place(rest)
    tails = {("tail", rest[at:]) for at in range(min(5, max(1, len(rest) - 3)))}
    return tails | {("place", f"{places[-1] if places else ''}{rest[:1]}"), ("school", _as_university(name))}


def _as_university(name: str) -> str:
    return name.removesuffix("学院") + "大学" if name.endswith("学院") else name


def _may_be_one(one: str, other: str) -> bool:
    return same_body(one, other) or _as_university(one) == _as_university(other) or _expanded(one) == _expanded(other)


def _expanded(name: str) -> str:
    places, rest = split_places(name)
    return "".join(map(full_place, places)) + rest
