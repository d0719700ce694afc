import time

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("n", range(100))
def test_patience(n):
    time.sleep(1)
