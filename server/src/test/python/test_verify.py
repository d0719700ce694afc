"""`fastest discover --verify`: where texts and kept collections differ from pytest."""

from __future__ import annotations

import pytest

from conftest import write_files

PLAIN = "def test_a(): pass\n\ndef test_b(): pass\n"
FAILING = "import json\n\nVALUE = json.loads('no')\n\ndef test_a(): pass\n"
CASES = """\
import json
import pytest

@pytest.mark.parametrize("n", json.loads("[1, 2]"))
def test_case(n): pass
"""


@pytest.fixture
def verify(fastest, write):
    folder = write({"test_plain.py": PLAIN, "test_cases.py": CASES})

    def verify(*options, files=None):
        write_files(folder, files or {})
        return fastest("discover", "--verify", *options, cwd=folder)

    verify.folder = folder
    return verify


def test_what_is_equal(verify):
    done = verify()
    assert done.lines == [
        "pytest collects 4 tests: the texts tell 2 exactly, 2 by their function, "
        "and 0 more are in doubt",
        "no difference",
    ]
    assert done.status == 0


def test_a_test_that_only_the_text_has(verify):
    done = verify(files={"test_failing.py": FAILING})
    assert (
        "said to be exact, but pytest does not collect it: test_failing.py::test_a "
        "(test_failing.py:5)" in done.lines
    )
    assert done.lines[-1] == "1 differences"
    assert "ERROR collecting test_failing.py" in done.err
    assert "JSONDecodeError" in done.err
    assert done.status == 1


def test_tests_that_only_running_code_makes(verify):
    made = "globals().update(test_made=lambda: None)\n"
    done = verify(files={"test_made.py": made})
    assert "not seen in the texts: test_made.py::test_made" in done.lines
    assert done.status == 1


def test_where_the_order_is_not_known_none_is_promised(verify):
    hook = (
        "import gc\n\ngc.collect()\n\ndef pytest_collection_modifyitems(items): items.reverse()\n"
    )
    assert verify(files={"conftest.py": hook}).status == 0


def test_what_was_kept_is_compared_with_what_is(verify, tmp_path_factory):
    """How many links a file has is nothing that a kept collection is known to depend on."""
    linked = tmp_path_factory.mktemp("elsewhere") / "linked"
    linked.write_text("")
    cases = (
        "import os\nimport pytest\n\n"
        f"links = os.stat({str(linked)!r}).st_nlink\n\n"
        '@pytest.mark.parametrize("n", range(links))\ndef test_case(n): pass\n'
    )
    assert verify(files={"test_cases.py": cases}).status == 0
    assert verify().status == 0
    linked.with_name("calls").hardlink_to(linked)
    done = verify()
    assert done.lines[1:] == [
        "not in what was kept: test_cases.py::test_case[1]",
        "1 differences",
    ]
    assert done.status == 1
    assert verify().status == 0, "what pytest said is kept"


def test_without_pytest_there_is_nothing_to_compare_with(verify, bare):
    done = verify("--python", str(bare))
    assert done.status == 4
    assert "pytest" in done.err
    assert done.out == ""
