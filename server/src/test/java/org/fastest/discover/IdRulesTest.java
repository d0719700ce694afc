package org.fastest.discover;

import org.junit.jupiter.api.Test;

/** Settings and rarer rules for parameter ids. */
class IdRulesTest extends DiscoveryCheck {

    @Test
    void emptySets() {
        tree(
                """
                import pytest
                @pytest.mark.parametrize("x", [])
                def test_a(x): ...
                @pytest.mark.parametrize("x,y", [])
                def test_b(x, y): ...
                @pytest.mark.parametrize("x", [], ids=[])
                def test_c(x): ...
                @pytest.mark.parametrize("x", [], ids=lambda v: "k")
                def test_d(x): ...
                @pytest.mark.parametrize("x", range(0))
                @pytest.mark.parametrize("y", [1, 2])
                def test_e(x, y): ...
                @pytest.fixture(params=[])
                def fix(request): ...
                def test_f(fix): ...
                """,
                """
                test_a
                    [NOTSET]
                test_b
                    [NOTSET]
                test_c
                    [NOTSET]
                test_d
                    [NOTSET]
                test_e
                    [1-NOTSET]
                    [2-NOTSET]
                test_f
                    [NOTSET]
                """);
    }

    @Test
    void emptySetsThatFail() {
        tree(
                """
                #- pytest.ini
                [pytest]
                empty_parameter_set_mark = fail_at_collect
                #- test_it.py
                import pytest
                @pytest.mark.parametrize("x", [])
                def test_a(x): ...
                def test_b(): ...
                """,
                """
                test_a unknown
                test_b unknown
                """);
    }

    @Test
    void hiddenTwice() {
        tree(
                """
                import pytest
                @pytest.mark.parametrize("x", [1, 2], ids=[pytest.HIDDEN_PARAM, pytest.HIDDEN_PARAM])
                def test_b(x): ...
                def test_ok(): ...
                """,
                """
                test_b unknown
                test_ok unknown
                """);
    }

    @Test
    void strictIds() {
        tree(
                """
                #- pytest.ini
                [pytest]
                strict_parametrization_ids = true
                #- test_it.py
                import pytest
                @pytest.mark.parametrize("x", [1, 1])
                def test_a(x): ...
                def test_b(): ...
                """,
                """
                test_a unknown
                test_b unknown
                """);
    }

    @Test
    void longStringsAsTheyAre() {
        tree(
                """
                #- pytest.ini
                [pytest]
                parametrize_long_str_id_strategy = legacy
                #- test_it.py
                import pytest
                @pytest.mark.parametrize("x", ["a" * 120, b"b" * 120])
                def test_a(x): ...
                """,
                """
                test_a
                    [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]
                    [bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb]
                """);
    }

    @Test
    void longStringsByDigest() {
        tree(
                """
                #- pytest.ini
                [pytest]
                parametrize_long_str_id_strategy = sha256
                #- test_it.py
                import pytest
                @pytest.mark.parametrize("x", ["a" * 120, b"b" * 120])
                def test_a(x): ...
                """,
                """
                test_a
                    [2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c]
                    [392add47fbaa8197a874ebe770a947a26dd6f2becce5f64688cc4d18c9da93bd]
                """);
    }

    @Test
    void longStringsRefused() {
        tree(
                """
                #- pytest.ini
                [pytest]
                parametrize_long_str_id_strategy = disallow
                #- test_it.py
                import pytest
                @pytest.mark.parametrize("x", ["a" * 120, b"b" * 120])
                def test_a(x): ...
                def test_b(): ...
                """,
                """
                test_a unknown
                test_b unknown
                """);
    }
}
