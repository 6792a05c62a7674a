"""All simulated phones: those that were registered, and those that appeared when a message came for them."""

import json
from collections import OrderedDict
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.push_inbox.behaviour import as_hash
from backend.push_inbox.phones.lock_screen import Platform, guess_platform, read_push
from backend.push_inbox.phones.phone import Notice, Phone, ReceiptTarget
from backend.push_inbox.phones.receipts import Event, Receipts
from backend.push_inbox.state import write_private

# A benchmark sends to a hundred thousand addresses; the one that rang longest ago is forgotten first.
_MOST_UNREGISTERED = 500
_MOST_REGISTERED = 500
_UNREGISTERED_ON_PAGE = 12
_REGISTRATION_KEYS = {"address", "label", "platform", "tzid", "receipts"}
_SWITCHES = {"offline", "uninstalled", "tzid"}


class PhoneError(Exception):
    """The text tells the caller what to correct."""


class Phones:
    def __init__(self, state: Path, receipts: Receipts) -> None:
        self._file = state / "phones.json"
        self._receipts = receipts
        self._registered: dict[str, Phone] = {phone.address: phone for phone in _load(self._file)}
        self._appeared: OrderedDict[str, Phone] = OrderedDict()

    def register(self, body: object) -> Phone:
        """Add a phone or change the given fields of one that is there; raises PhoneError."""
        fields = _object(body, _REGISTRATION_KEYS)
        address = fields.get("address")
        if not isinstance(address, str) or not address:
            raise PhoneError("address must be a registration token, a FID or its 16-digit hash.")
        phone = self.find(as_hash(address)) or _new_phone(as_hash(address), Platform.ANDROID)
        if phone.address not in self._registered and len(self._registered) >= _MOST_REGISTERED:
            raise PhoneError(f"{_MOST_REGISTERED} phones are registered, which is as many as fit.")
        _apply(phone, fields)
        phone.is_registered = True
        self._appeared.pop(phone.address, None)
        self._registered[phone.address] = phone
        self._save()
        return phone

    def find(self, address: str) -> Phone | None:
        return self._registered.get(address) or self._appeared.get(address)

    def is_uninstalled(self, address: str | None) -> bool:
        phone = self.find(address) if address else None
        return phone is not None and phone.is_uninstalled

    def deliver(self, address: str, message: dict[str, Any], now: datetime) -> None:
        phone = self._registered.get(address) or self._appear(address, message)
        notice = phone.receive(read_push(message, phone.platform, now), now)
        if notice:
            self._receipts.report(phone, notice, Event.DISPLAYED, now)

    def switch(self, phone: Phone, body: object, now: datetime) -> None:
        """Turn the switches under a phone; raises PhoneError."""
        fields = _object(body, _SWITCHES)
        for name in ("offline", "uninstalled"):
            if not isinstance(fields.get(name, False), bool):
                raise PhoneError(f"{name} must be true or false.")
        if "tzid" in fields:
            phone.tzid = _zone(fields["tzid"])
        self._switch_network(phone, fields.get("offline", phone.is_offline), now)
        if fields.get("uninstalled", phone.is_uninstalled):
            phone.uninstall()
        else:
            phone.is_uninstalled = False
        self._save()

    def settle(self, phone: Phone, notice_id: str, event: Event, now: datetime) -> Notice | None:
        """Open or dismiss a notice, and report it as the app would; None if it is no longer there."""
        notice = phone.take(notice_id)
        if notice:
            self._receipts.report(phone, notice, event, now)
            if event is Event.OPENED:
                phone.open_app()
        return notice

    def drop_expired(self, now: datetime) -> None:
        """Let what waits for offline phones expire."""
        for phone in self.all():
            phone.drop_expired(now)

    def reset(self) -> None:
        """Empty every lock screen and turn every switch back; phones that nobody registered disappear."""
        self._appeared.clear()
        for phone in self._registered.values():
            phone.is_offline = phone.is_uninstalled = False
            phone.clear()
        self._save()

    def all(self) -> list[Phone]:
        return [*self._registered.values(), *reversed(self._appeared.values())]

    def on_page(self) -> list[Phone]:
        return self.all()[: len(self._registered) + _UNREGISTERED_ON_PAGE]

    def _appear(self, address: str, message: dict[str, Any]) -> Phone:
        phone = self._appeared.get(address)
        if phone is None:
            phone = self._appeared[address] = _new_phone(address, guess_platform(message))
            if len(self._appeared) > _MOST_UNREGISTERED:
                self._appeared.popitem(last=False)
        else:
            self._appeared.move_to_end(address)
        return phone

    def _switch_network(self, phone: Phone, is_offline: bool, now: datetime) -> None:
        if is_offline:
            phone.is_offline = True
            return
        for notice in phone.go_online(now):
            self._receipts.report(phone, notice, Event.DISPLAYED, now)

    def _save(self) -> None:
        rows = [_registration(phone) for phone in self._registered.values()]
        write_private(self._file, json.dumps(rows, indent=2).encode())


def _new_phone(address: str, platform: Platform) -> Phone:
    return Phone(address, f"Phone {address[:4]}", platform)


def _registration(phone: Phone) -> dict[str, Any]:
    return {
        "address": phone.address,
        "label": phone.label,
        "platform": phone.platform,
        "tzid": phone.tzid,
        "receipts": asdict(phone.receipts) if phone.receipts else None,
        "is_offline": phone.is_offline,
        "is_uninstalled": phone.is_uninstalled,
    }


def _load(path: Path) -> list[Phone]:
    rows = json.loads(path.read_bytes()) if path.exists() else []
    return [_restored(**row) for row in rows]


def _restored(*, platform: str, receipts: dict[str, Any] | None, **rest: Any) -> Phone:
    target = ReceiptTarget(**receipts) if receipts else None
    return Phone(platform=Platform(platform), receipts=target, is_registered=True, **rest)


def _apply(phone: Phone, fields: dict[str, Any]) -> None:
    """Everything is read before anything is changed, so a refused registration changes nothing."""
    label = fields.get("label", phone.label)
    if not isinstance(label, str) or not 0 < len(label) <= 60:
        raise PhoneError("label must be a text of 1 to 60 characters.")
    platform = fields.get("platform", phone.platform)
    if platform not in list(Platform):
        raise PhoneError(f"platform must be one of {', '.join(Platform)}.")
    tzid = _zone(fields.get("tzid", phone.tzid))
    receipts = _receipt_target(fields["receipts"]) if "receipts" in fields else phone.receipts
    phone.label, phone.platform, phone.tzid, phone.receipts = label, Platform(platform), tzid, receipts


def _receipt_target(body: object) -> ReceiptTarget | None:
    if body is None:
        return None
    fields = _object(body, {"url", "token", "installation_id"})
    url, token, installation_id = (fields.get(key) for key in ("url", "token", "installation_id"))
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise PhoneError("receipts.url must be an http or https address.")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise PhoneError("receipts.token must be the token the phone signs in with.")
    return ReceiptTarget(url, token, str(installation_id) if installation_id else None)


def _zone(value: object) -> str:
    try:
        return ZoneInfo(value).key  # type: ignore[arg-type]  # what is no zone raises
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
        raise PhoneError(f"tzid {value!r} is no time zone of the IANA database.") from error


def _object(body: object, known: set[str]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise PhoneError("A JSON object is required.")
    if unknown := sorted(body.keys() - known):
        raise PhoneError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    return body
