"""The pages that let a reader check: data quality, documents, and the evidence of each page that was read.

Here belongs which tables stand on each and what is marked on a picture. Here does not belong drawing the pictures
(`pictures.py`), nor how a page is written (`writing.py`).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from pipelines.outputs.html_report.cells import Row, Table, both, description_list
from pipelines.outputs.html_report.pictures import Picture
from pipelines.outputs.html_report.report_data import Rows, grouped, page_name
from pipelines.outputs.html_report.words import CODED, Words, coded
from pipelines.outputs.html_report.writing import Writer

MOST_MARKS = 3_000
"""So much of one page is marked and listed, ten times what is printed on any: a page of the report stays below 2 MB."""


class ProofPages(Writer):
    """Writes the pages of quality, documents and evidence."""

    def write(self) -> None:
        """Write them all."""
        self._quality()
        self._all_documents()
        self._evidence()

    def _quality(self) -> None:
        data, path, links = self._data, "quality.html", self._links[0]
        held = [row for row in data.documents if row["status"] != "loaded"]
        not_exact = [row for row in data.reconciliation if row["verdict"] in ("rounding", "mismatch")]
        tables = [
            self._issue_rules(path),
            self._table(
                path, "held-back", Words("未入库的文件", "Documents that did not load"), "dim_document", held,
                ("institution_name", "fiscal_year", "file_name", "status", "reason"), {"file_name": links.document},
            ),
            self._table(
                path, "totals", Words("所印合计与各项目之和不等的", "Printed totals that differ from their rows"), "v_reconciliation",
                not_exact,
                ("institution_name", "fiscal_year", "funding_source", "printed_yuan", "rows_yuan", "residual_yuan", "bound_yuan",
                 "verdict", "file_name"),
                {"institution_name": links.institution, "file_name": links.document},
            ),
            self._table(
                path, "documents", Words("文件", "Documents"), "dim_document", data.documents,
                ("institution_name", "fiscal_year", "file_name", "status", "layout", "page_count", "unit"),
                {"institution_name": links.institution, "file_name": links.document},
            ),
        ]  # fmt: skip
        self._page(path, "quality", Words("数据质量", "Data quality"), charts=[], tables=tables, code=None)
        for rule, rows in grouped(data.issues, "rule").items():
            of_rule = f"quality/{page_name(rule)}.html"
            table = self._issues(of_rule, rows, ("severity", "file_name", "page", "subject", "message"))
            self._page(of_rule, "quality", coded("rule", rule), charts=[], tables=[table], code=rule)

    def _issues(self, path: str, rows: Rows, columns: Sequence[str]) -> Table:
        links = self._links[1]
        to = {"page": links.issue, "file_name": links.document, "rule": links.rule}
        return self._table(
            path, "issues", Words("问题", "Issues"), "dq_issue", rows, columns,
            {name: to[name] for name in columns if name in to},
        )  # fmt: skip

    def _all_documents(self) -> None:
        data = self._data
        issues, proofs = grouped(data.issues, "document_key"), grouped(data.proofs, "document_key")
        pages: dict[str, list[int]] = defaultdict(list)
        for key, page in self._drawn:
            pages[key].append(page)
        scopes = grouped(data.document_scopes, "document_key")
        for row in data.documents:
            key = row["document_key"]
            path = f"documents/{key}.html"
            columns = ("proof", "passed", "checked", "failed", "detail")
            title = Words("读取证明", "Proofs of the reading")
            tables = [
                self._table(path, "proofs", title, "document_proof", proofs.get(key, []), columns),
                self._issues(path, issues.get(key, []), ("severity", "rule", "page", "subject", "message")),
            ]
            name = row["file_name"]
            self._page(
                path, "document", Words(name, name), about=self._about_document(row, scopes.get(key, [])), tables=tables,
                charts=[], pages=[(page, f"../evidence/{key}/p{page:03d}.html") for page in sorted(pages[key])],
            )  # fmt: skip

    def _about_document(self, row: Row, scopes: Rows) -> Markup:
        names = self._data.headings
        covers = [f"{scope['institution_name']} {scope['fiscal_year']}" for scope in scopes]
        pairs: list[tuple[Words, Any]] = [
            (Words("范围", "Covers"), "；".join(covers)),
            (names.of("dim_document", "status"), both(coded("status", row["status"]))),
            (names.of("dim_document", "layout"), row["layout"] and both(coded("layout", row["layout"]))),
            *(
                (names.of("dim_document", name), row[name])
                for name in ("reason", "page_count", "unit", "relative_path", "sha256")
            ),
        ]
        return description_list(pairs)

    def _evidence(self) -> None:
        """A page for every page of a document that something was read from: its picture, and what stands where."""
        documents = {row["document_key"]: row for row in self._data.documents}
        pages: dict[tuple[str, int], Rows] = defaultdict(list)
        for row in self._data.boxes:
            pages[row["document_key"], row["page"]].append(row)
        order = sorted(pages)
        for before, at, after in zip([None, *order], order, [*order[1:], None], strict=False):
            key, page = at
            document, picture = documents[key], self._drawn[at]
            self._page(
                f"evidence/{key}/p{page:03d}.html", "evidence",
                Words(f"{document['file_name']} 第 {page} 页", f"{document['file_name']}, page {page}"),
                document=document, page=page, picture=picture, boxes=_placed(pages[at][:MOST_MARKS], picture),
                left_out=max(len(pages[at]) - MOST_MARKS, 0),
                before=before if before and before[0] == key else None, after=after if after and after[0] == key else None,
                pdf=self._pdf(document, page),
            )  # fmt: skip

    def _pdf(self, document: Row, page: int) -> str | None:
        """The address of the PDF itself as seen from the evidence's folder, None where it is no longer there."""
        file = self._inbox / document["relative_path"] if self._inbox else None
        if file is None or not file.is_file():
            return None
        folder = self._target.absolute() / "evidence" / document["document_key"]
        return f"{quote(os.path.relpath(file.absolute(), folder))}#page={page}"


def _placed(boxes: Rows, picture: Picture) -> list[dict[str, Any]]:
    """The boxes with where they lie on the picture; one that tells no place lies nowhere."""
    return [
        {**box, "words": CODED["kind"][box["kind"]], "rule_words": coded("rule", box["rule"]) if box["rule"] else None,
         "style": picture.place(box["x0"], box["top"], box["x1"], box["bottom"])
         if picture.takes_boxes and box["x0"] is not None else None}
        for box in boxes
    ]  # fmt: skip
