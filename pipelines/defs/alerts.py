"""Telling a person, by webhook or mail, what an unattended batch met.

Here belong what an alert says and how it is sent. Here does not belong when one is due (`unattended.py`, `cli/`).
Off unless JIXIAO_ALERT_WEBHOOK or JIXIAO_ALERT_SMTP is set. An alert that cannot be delivered never stops a batch:
it is one line in the log.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

WEBHOOK = "JIXIAO_ALERT_WEBHOOK"
SMTP = "JIXIAO_ALERT_SMTP"
PASSWORD = "JIXIAO_ALERT_SMTP_PASSWORD"
HOW_TO_SMTP = "set it to smtp://user@mail.example.org:587?from=jixiao@example.org&to=finance@example.org"
_SECONDS = 10
_SHOWN = 20
_IMPLICIT_TLS = 465


class AlertError(Exception):
    """An alert that could not be sent; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What happened: `kind` is `failure`, `report` or `quarantine`; `title` one line, `lines` the particulars."""

    kind: str
    title: str
    lines: list[str]

    @property
    def text(self) -> str:
        """Title and particulars, a line each."""
        shown = self.lines[:_SHOWN] + ([f"… and {len(self.lines) - _SHOWN} more"] if len(self.lines) > _SHOWN else [])
        return "\n".join([self.title, *shown])


def failure(reason: str) -> Alert:
    """A batch that did not publish."""
    return Alert("failure", "jixiao: the batch failed, the published warehouse is untouched", [reason])


def unwritten(reason: str) -> Alert:
    """A batch that published, and wrote no report."""
    return Alert("report", "jixiao: the warehouse is published, its report was not written", [reason])


def quarantine(manifest: Mapping[str, Any]) -> Alert | None:
    """The documents that a publish (`publish_record.compose`) newly holds back; None where there are none."""
    documents = {each["document_key"]: each for each in manifest["documents"] if each["status"] == "quarantined"}
    if manifest["changes"] is not None:
        new = {
            each["document_key"]
            for each in manifest["changes"]["documents"]
            if not each["before"] or each["before"]["status"] != "quarantined"
        }
        documents = {key: each for key, each in documents.items() if key in new}
    if not documents:
        return None
    lines = [f"{each['relative_path']}: {each['reason']}" for each in documents.values()]
    return Alert(
        "quarantine", f"jixiao: {len(lines)} documents were quarantined; nothing of them is in the facts", lines
    )


def send(alert: Alert, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Send `alert` wherever the environment says; a line for each place that it could not be sent to."""
    problems = []
    for name, post in ((WEBHOOK, _post), (SMTP, _mail)):
        if environment.get(name):
            try:
                post(alert, environment)
            except AlertError as error:
                problems.append(f"{name}: the alert was not sent ({error}): {alert.title}")
    return problems


def _post(alert: Alert, environment: Mapping[str, str]) -> None:
    """POST the alert as JSON. `msgtype` and `text.content` are what WeCom and DingTalk robots read."""
    url = environment[WEBHOOK]
    if urlsplit(url).scheme not in ("http", "https"):
        raise AlertError(f"{WEBHOOK} must begin with https:// or http://")
    told = {
        "kind": alert.kind,
        "title": alert.title,
        "lines": alert.lines,
        "msgtype": "text",
        "text": {"content": alert.text},
    }
    data = json.dumps(told, ensure_ascii=False).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json; charset=utf-8"})
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS):
            pass
    except (OSError, ValueError) as error:  # URLError and HTTPError are OSErrors; ValueError is a URL that is none
        raise AlertError(" ".join(str(error).split())) from error


def _mail(alert: Alert, environment: Mapping[str, str]) -> None:
    """Mail the alert. The connection is encrypted wherever the server offers it, and must be before a password is
    said."""
    where = urlsplit(environment[SMTP])
    asked = parse_qs(where.query)
    if where.scheme != "smtp" or not where.hostname or not asked.get("from") or not asked.get("to"):
        raise AlertError(HOW_TO_SMTP)
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = alert.title, asked["from"][0], ", ".join(asked["to"])
    message.set_content(alert.text)
    port = where.port or 25
    context = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(where.hostname, port, timeout=_SECONDS, context=context)
            if port == _IMPLICIT_TLS
            else smtplib.SMTP(where.hostname, port, timeout=_SECONDS)
        ) as server:
            server.ehlo()
            encrypted = port == _IMPLICIT_TLS
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=context)
                encrypted = True
            if where.username:
                if not encrypted:
                    raise AlertError(f"{where.hostname} offers no encryption, so the password was not said")
                server.login(unquote(where.username), environment.get(PASSWORD, ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise AlertError(" ".join(str(error).split())) from error
