"""Phone numbers: which can be rung, however they are written, and which are the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.rules.publication.phone_numbers import figures, is_mobile, numbers_in, wrong_with
from policybook.views.inline_html import phone_href


@pytest.mark.parametrize(
    "number",
    [
        *("999", "112", "101", "105", "111", "119", "18000", "116 123", "116 000", "0800 1111", "85258"),
        *("01632 960123", "(01632) 960123", "01632-960-123", "020 7946 0123", "028 9018 0123", "0116 496 0123"),
        *(
            "016977 2123",
            "01204 12345",
            "0800 123456",
            "0800 123 4567",
            "0808 800 5000",
            "03000 41 11 11",
            "0345 678 9000",
        ),
        *(
            "07700 900123",
            "+44 7700 900123",
            "+44 (0)1632 960123",
            "0044 1632 960123",
            "+33 1 99 00 12 34",
            "+1 202 555 0123",
        ),
    ],
)
def test_a_number_that_can_be_rung(number: str) -> None:
    assert wrong_with(number) is None


@pytest.mark.parametrize(
    "number",
    [
        *("1", "99", "9999", "100", "960123", "1632 960123", "12345678901", "00", "0", "+", "+44", "+44 1632 96012"),
        *(
            "01632 96012",
            "01632 9601234",
            "020 7946 012",
            "0116 496 012",
            "07700 90012",
            "03000 41 11 1",
            "0808 800 500",
        ),
        *("0632 960123", "04000 411111", "+1 20", "+1234567890123456"),
    ],
)
def test_a_number_that_cannot_be_rung(number: str) -> None:
    assert wrong_with(number) is not None


@settings(deadline=None)  # other processes may have the computer meanwhile
@given(st.from_regex(r"\(?\+?[0-9][0-9 ()-]*", fullmatch=True))
def test_no_number_is_too_odd_to_be_judged(number: str) -> None:
    wrong = wrong_with(number)
    assert wrong is None or (number in wrong.message and wrong.expected)


@settings(deadline=None)  # other processes may have the computer meanwhile
@given(st.text(max_size=80))
def test_no_sentence_is_too_odd_to_be_searched(text: str) -> None:
    assert all(text[start:].startswith(number) for start, number in numbers_in(text))


def test_numbers_are_the_same_however_they_are_written() -> None:
    written = ["01632 960123", "(01632) 960-123", "+44 1632 960123", "+44 (0)1632 960123", "0044 1632 960123"]
    assert {figures(number) for number in written} == {"01632960123"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring 01632 960123.", ["01632 960123"]),
        ("(01632) 960123 or +44 1632 960124, please", ["01632) 960123", "+44 1632 960124"]),
        ("From 08.30 to 16.00, 0 to 10, room 012, 2026-01-05, 05/01/2026, a0123456789, x@01632960123.example", []),
    ],
)
def test_numbers_are_found_in_a_sentence_and_dates_are_not(text: str, found: list[str]) -> None:
    assert [number for _, number in numbers_in(text)] == found


@pytest.mark.parametrize(
    ("number", "mobile"), [("07700 900123", True), ("+44 7700 900123", True), ("070 1234 5678", False)]
)
def test_a_mobile_is_known(number: str, *, mobile: bool) -> None:
    assert is_mobile(number) is mobile


def test_a_link_dials_what_is_written() -> None:
    assert phone_href("(01632) 960123") == "tel:01632960123"
    assert phone_href("+44 (0)1632 960123") == "tel:+441632960123"
