"""Plain functions with bare asserts: no framework is imported."""

from shop.prices import parse, show, with_tax


def test_parse_reads_what_people_write():
    assert parse("12") == 1200
    assert parse("12.5") == 1250
    assert parse("12.50 EUR") == 1250


def test_parse_says_what_it_could_not_read():
    for text in ("", "free", "1.234", "-1", "inf"):
        try:
            parse(text)
        except ValueError as error:
            assert repr(text) in str(error)
        else:
            raise AssertionError(f"{text!r} was read as a price")


def test_show_sets_thousands_apart():
    assert show(123_456_78) == "123,456.78 EUR"


def test_show_keeps_two_digits():
    assert show(5) == "0.05 EUR"


def test_parse_reads_what_show_writes():
    for cents in (0, 1, 99, 100, 99_999):
        assert parse(show(cents).replace(",", "")) == cents


def test_tax_rounds_half_a_cent_up():
    assert with_tax(50, "19") == 60
    assert with_tax(1000) == 1190


def test_reduced_tax():
    assert with_tax(1000, "7") == 1070


def test_no_tax_changes_nothing():
    assert with_tax(1999, "0") == 1999
