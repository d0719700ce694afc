package org.fastest.discover;

import org.junit.jupiter.api.Test;

/** Examples in docstrings and text files. */
class DoctestsTest extends DiscoveryCheck {
    private static final String PACKAGE =
            """
            #- src/shop/__init__.py
            '''The shop.

            >>> 1 + 1
            2
            '''
            #- src/shop/cart.py
            import functools
            from contextlib import contextmanager
            from shop.prices import price

            def zeta():
                '''
                >>> zeta()
                '''
            def alpha():
                "One line. >>> not an example"
            def beta(): ">>> beta()"
            def _hidden():
                # a comment first
                r'''\\d
                >>> _hidden()
                '''
            async def later():
                '''
                >>> later
                '''
            class Cart:
                '''
                    >>> Cart()
                '''
                def add(self):
                    '''
                    Text.

                    >>> Cart().add()
                    ... # more
                    4
                    '''
                def __private(self):
                    '''>>> 1'''
                @staticmethod
                def fixed():
                    '''>>> 1'''
                @classmethod
                def made(cls):
                    '''>>> 1'''
                @property
                def size(self):
                    '''>>> 1'''
                @size.setter
                def size(self, value):
                    pass
                @functools.cached_property
                def heavy(self):
                    '''>>> 1'''
                def bare(self):
                    x = '''>>> 1'''
                class Inner:
                    def method(self):
                        '''>>> 1'''
                again = add
            @functools.lru_cache(maxsize=None)
            def kept():
                '''>>> 1'''
            @contextmanager
            def entered():
                '''>>> 1'''
                yield
            def outer():
                def inner():
                    '''>>> 1'''
            other = zeta
            def only_comment():
                '''
                >>> # nothing
                >>>
                '''
            #- src/shop/prices.py
            def price():
                '''>>> price()'''
            #- setup.py
            '''>>> 1'''
            import setuptools
            #- src/shop/__main__.py
            '''>>> 1'''
            #- tests/test_cart.py
            '''>>> 1'''
            def test_it():
                '''>>> 1'''
            class TestIt:
                def test_in(self): ...
            """;

    @Test
    void modules() {
        tree(
                PACKAGE,
                """
                __init__.py
                    shop
                cart.py
                    shop.cart.Cart
                    shop.cart.Cart.Inner.method
                    shop.cart.Cart._Cart__private
                    shop.cart.Cart.add
                    shop.cart.Cart.fixed
                    shop.cart.Cart.heavy
                    shop.cart.Cart.made
                    shop.cart.Cart.size
                    shop.cart._hidden
                    shop.cart.beta
                    shop.cart.entered
                    shop.cart.kept
                    shop.cart.later
                    shop.cart.zeta
                prices.py
                    shop.prices.price
                test_cart.py
                    test_cart
                    test_cart.test_it
                    test_it
                    TestIt
                        test_in
                """,
                "--doctest-modules");
    }

    @Test
    void modulesOnlyWhereAsked() {
        tree(
                PACKAGE,
                """
                test_it
                TestIt
                    test_in
                """);
        tree(
                "#- pytest.ini\n[pytest]\naddopts = --doctest-modules -p no:doctest\n" + PACKAGE,
                """
                test_it
                TestIt
                    test_in
                """);
    }

    @Test
    void oneModule() {
        tree(
                PACKAGE,
                """
                prices.py
                    shop.prices.price
                """
                        .substring("prices.py\n".length())
                        .replaceFirst("    ", ""),
                "--doctest-modules",
                "src/shop/prices.py");
        tree(
                PACKAGE,
                """
                shop.cart.zeta
                """,
                "--doctest-modules",
                "src/shop/cart.py::shop.cart.zeta");
    }

    @Test
    void byKeyword() {
        tree(
                PACKAGE,
                """
                cart.py
                    shop.cart.zeta
                test_cart.py
                    test_cart.test_it
                    test_it
                """,
                "--doctest-modules",
                "-k",
                "zeta or test_it");
    }

    @Test
    void unsure() {
        tree(
                """
                #- mod.py
                import functools
                import os
                def plain():
                    '''>>> 1'''
                def decorate(f): return f
                @functools.partial(functools.partial, decorate)
                def decorated():
                    '''>>> 1'''
                if os.getpid():
                    def conditional():
                        '''>>> 1'''
                changed = decorate(plain)
                class Made:
                    size = property(lambda self: 1, doc=">>> 1")
                """,
                """
                mod.Made.size unknown
                mod.changed unknown
                mod.conditional unknown
                mod.decorated unknown
                mod.plain
                """,
                "--doctest-modules");
    }

    @Test
    void docstringsThatAreGivenLater() {
        tree(
                """
                #- mod.py
                def plain():
                    '''>>> 1'''
                def make():
                    def made(): ...
                    made.__doc__ = ">>> 2"
                    return made
                other = make()
                """,
                """
                mod.other unknown
                mod.plain unknown
                """,
                "--doctest-modules");
    }

    @Test
    void marked() {
        String files =
                """
                #- test_it.py
                '''>>> 1'''
                import pytest
                pytestmark = pytest.mark.slow
                def test_one(): ...
                """;
        tree(
                files,
                """
                test_it
                test_one
                """,
                "--doctest-modules",
                "-m",
                "slow");
    }

    @Test
    void skipped() {
        check(
                """
                '''>>> 1'''
                import pytest
                pytest.skip("no", allow_module_level=True)
                def test_one(): ...
                """,
                "--doctest-modules");
    }

    @Test
    void refused() {
        tree(
                """
                #- a.py
                def good():
                    '''>>> 1'''
                def bad():
                    '''
                    >>>1
                    '''
                #- b.py
                '''
                  >>> 1
                 2
                '''
                #- c.py
                '''
                >>> 1  # doctest: +NO_SUCH
                '''
                #- d.py
                '''
                >>> 1  # doctest: +SKIP, -ELLIPSIS
                '''
                #- e.py
                '''>>> 1'''
                __test__ = {"more": ">>> 2"}
                """,
                """
                a.py
                    a.bad unknown
                    a.good unknown
                b.py
                    b unknown
                c.py
                    c unknown
                d.py
                    d
                e.py unknown
                    e unknown
                """,
                "--doctest-modules");
    }

    @Test
    void otherModulesName() {
        tree(
                """
                #- types.py
                '''>>> 1'''
                #- a/same.py
                '''>>> 1'''
                #- b/same.py
                '''>>> 1'''
                #- c/__init__.py
                #- c/same.py
                '''>>> 1'''
                #- d/same.py
                '''>>> 1'''
                """,
                """
                same.py
                    same
                same.py
                    same unknown
                same.py
                    c.same
                same.py
                    same unknown
                types.py
                    types unknown
                """,
                "--doctest-modules");
    }

    @Test
    void importMode() {
        tree(
                """
                #- pkg/__init__.py
                #- pkg/mod.py
                '''>>> 1'''
                """,
                """
                pkg.mod unknown
                """,
                "--doctest-modules",
                "--import-mode=importlib");
    }

    private static final String TEXTS =
            """
            #- test_readme.txt
            Text

            >>> 1
            1
            #- test_none.txt
            nothing
            #- readme.rst
            >>> 1
            1
            #- docs/test_more.txt
              >>> 1
            #- docs/use.md
            >>> 1
            #- test_it.py
            def test_one(): ...
            """;

    @Test
    void texts() {
        tree(
                TEXTS,
                """
                test_more.txt
                    test_more.txt
                test_it.py
                    test_one
                test_readme.txt
                    test_readme.txt
                """);
        tree(
                TEXTS,
                """
                use.md
                    use.md
                readme.rst
                    readme.rst
                test_it.py
                    test_one
                """,
                "--doctest-glob=*.rst",
                "--doctest-glob",
                "docs/*.md");
        tree(
                TEXTS,
                """
                readme.rst
                """,
                "readme.rst");
        tree(TEXTS, "test_one\n", "-p", "no:doctest");
    }
}
