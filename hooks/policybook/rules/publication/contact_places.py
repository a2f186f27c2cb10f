"""Whether an e-mail or web address can lead anywhere, by its looks. Knows addresses only; the rules that ask are in ``working_contacts``."""

from __future__ import annotations

import re
from typing import NamedTuple

from policybook.references.unknown_names import is_slip

_COUNTRY_LIST = (
    "ac ad ae af ag ai al am ao ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch"
    " ci ck cl cm cn co cr cu cv cx cy cz de dj dk dm do dz ec ee eg es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm"
    " gn gp gq gr gs gt gu gy hk hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kr kw ky kz la lb"
    " lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no"
    " np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr"
    " st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye za zm zw"
)
_COUNTRIES = frozenset(_COUNTRY_LIST.split())
"""The endings of two letters that there are: the countries of ISO 3166, with ac, eu and uk."""
_COMMON = (
    "com",
    "org",
    "net",
    "info",
    "school",
    "academy",
    "education",
    "london",
    "online",
    "church",
    "charity",
    "edu",
    "gov",
)
_OTHERS = frozenset(
    [
        "cat",
        "dev",
        "app",
        "day",
        "one",
        "art",
        "fun",
        "xyz",
        "bio",
        "eco",
        "ngo",
        "pro",
        "biz",
        "wales",
        "cymru",
        "scot",
    ]
)
_NOWHERE = frozenset(
    ["localhost", "local", "localdomain", "lan", "internal", "intranet", "test", "invalid", "home", "corp"]
)
_UK = {
    **dict.fromkeys(["og", "ogr", "rog", "or", "orgs", "oeg"], "org"),
    **dict.fromkeys(["shc", "sc", "scl", "sch0", "scg", "hsc"], "sch"),
    **dict.fromkeys(["c", "oc", "cp", "ci", "coo"], "co"),
    **dict.fromkeys(["gv", "go", "gvo", "goc"], "gov"),
}
"""Slips in what stands before .uk, and what is meant."""
_JOINED = {"couk": "co.uk", "orguk": "org.uk", "schuk": "sch.uk", "govuk": "gov.uk", "acuk": "ac.uk"}
_FREE = (
    "gmail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "yahoo.com",
    "yahoo.co.uk",
    "icloud.com",
    "googlemail.com",
    "live.co.uk",
    "btinternet.com",
)
_EXAMPLES = re.compile(
    r"(?:example\.(?:co|org|sch|ac)\.uk|(?:your|my|the|any|a)?-?(?:school|domain|website|site|company|email)(?:name)?\.(?:com|org|net|co\.uk|org\.uk|sch\.uk)"
    r"|(?:your|any)\w*\.(?:[a-z]+\.)?(?:sch|org|co)\.uk|test\.(?:com|org|co\.uk)|(?:xyz|abc|aaa)\.(?:com|org|co\.uk))"
)
RESERVED = re.compile(r"(?:[\w-]+\.)*example\.(?:com|net)")
"""Domains that are kept free for examples (RFC 2606): no mail is read there. The books of the tests use example.org."""


class Address(NamedTuple):
    """What is wrong with the name of a computer in an address, and that name as it is meant; "" where nobody can tell."""

    message: str
    right: str = ""


def wrong_with_host(host: str) -> Address | None:
    """What is wrong with it; None where it may lead somewhere."""
    host = host.lower().rstrip(".").partition(":")[0]
    labels = host.split(".")
    last = labels[-1]
    if last in _JOINED:
        return Address(f"“{host}” has no dot in “{last}”.", ".".join([*labels[:-1], _JOINED[last]]))
    if len(labels) == 1 and (joined := next((end for end in _JOINED if host.endswith(end) and host != end), "")):
        return Address(f"“{host}” has no dot in it.", f"{host.removesuffix(joined)}.{_JOINED[joined]}")
    if len(labels) == 1 or last in _NOWHERE or re.fullmatch(r"[\d.]+", host):
        return Address(f"“{host}” is a name that only a computer inside the school may know.")
    if not all(labels):
        return Address(f"“{host}” has two dots in a row, or one at an end.", ".".join(filter(None, labels)))
    if _EXAMPLES.fullmatch(host.removeprefix("www.")):
        return Address(f"“{host}” is an example, and leads to nobody at the school.")
    return _wrong_end(labels) or _wrong_beginning(host, labels)


def _wrong_end(labels: list[str]) -> Address | None:
    host, last = ".".join(labels), labels[-1]
    if len(last) <= 2 and last not in _COUNTRIES:  # noqa: PLR2004 - a country
        right = (
            [*labels[:-1], "uk"]
            if labels[-2] in ("co", "org", "sch", "gov", "ac", "nhs", "police") or len(last) == 1
            else []
        )
        return Address(f"No address ends with “.{last}”.", ".".join(right))
    if len(last) > 2 and last not in _COMMON and last not in _OTHERS:  # noqa: PLR2004
        if last.startswith("uk"):
            return Address(f"No address ends with “.{last}”.", ".".join([*labels[:-1], "uk"]))
        near = next((end for end in _COMMON[:3] if is_slip(last, end) and last[0] == end[0]), "")
        return Address(f"No address ends with “.{last}”.", ".".join([*labels[:-1], near])) if near else None
    if last == "uk" and len(labels) > 2 and labels[-2] in _UK:  # noqa: PLR2004
        meant = ".".join([*labels[:-2], _UK[labels[-2]], "uk"])
        return Address(f"“{host}” has a slip before “.uk”.", meant)
    return None


def _wrong_beginning(host: str, labels: list[str]) -> Address | None:
    if labels[0] in ("ww", "wwww", "wwe", "wwww3", "w"):
        return Address(f"“{labels[0]}.” is a slip.", ".".join(["www", *labels[1:]]))
    free = next(
        (name for name in _FREE if host not in _FREE and host[0] == name[0] and is_slip(host, name)),
        "",
    )
    return Address(f"“{host}” has a slip.", free) if free else None


def own_part(host: str) -> str:
    """What somebody registered: of www.a.kent.sch.uk the a.kent.sch.uk, of policies.b.org.uk the b.org.uk."""
    labels = host.lower().split(".")
    count = 2 if labels[-1] != "uk" else 4 if labels[-2:-1] == ["sch"] else 3
    return ".".join(labels[-count:])
