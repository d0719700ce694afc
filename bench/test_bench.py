"""The instruments themselves: `python3 -m unittest discover bench`."""

import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent))
import compare
import generate
import peers


class CompareTest(unittest.TestCase):
    def test_arms_take_turns_and_the_warm_round_is_dropped(self):
        turns = []

        def arm(name, wall):
            def once():
                turns.append(name)
                return compare.Sample(wall + len(turns), 1.0, 0)

            return once

        rows = compare.interleave({"a": arm("a", 10), "b": arm("b", 20)}, runs=2, warm=1)
        self.assertEqual(turns, ["a", "b"] * 3)
        self.assertEqual([sample.wall for sample in rows["a"].samples], [13, 15])

    def test_ratio_over_one_is_quicker_than_the_peer(self):
        rows = {
            "peer": compare.Row((compare.Sample(100, 200, 0),)),
            "ours": compare.Row((compare.Sample(50, 400, 3),)),
        }
        table = compare.markdown(rows, ["peer"], {"ours": "equal ids"})
        self.assertIn("2.00 (0.50) | equal ids; exit [3] |", table)

    def test_process_reports_the_exit_status(self):
        sample = compare.process([sys.executable, "-c", "raise SystemExit(3)"])()
        self.assertEqual(sample.exit, 3)
        self.assertGreater(sample.cpu, 0)


class GenerateTest(unittest.TestCase):
    def test_counts(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "work")
            for write, tests in (
                (generate.seed, 525),
                (generate.one, 1),
                (lambda to: generate.discovery(to, 3), 60),
                (lambda to: generate.trivial(to, 120), 120),
            ):
                write(root)
                text = "".join(file.read_text() for file in root.glob("test_*.py"))
                self.assertEqual(text.count("def test_"), tests)


class DocumentTest(unittest.TestCase):
    def test_only_the_named_section_is_replaced(self):
        with tempfile.TemporaryDirectory() as folder:
            document = Path(folder, "benchmarks.md")
            document.write_text(
                "top\n<!-- bench:a -->\nold\n<!-- /bench:a -->\n"
                "<!-- bench:b -->\nkept\n<!-- /bench:b -->\n"
            )
            with mock.patch.object(peers, "DOCUMENT", document):
                peers.write("a", "new")
            text = document.read_text()
        self.assertIn("<!-- bench:a -->\n\nnew\n\n<!-- /bench:a -->", text)
        self.assertIn("<!-- bench:b -->\nkept\n<!-- /bench:b -->", text)
        self.assertNotIn("old", text)


if __name__ == "__main__":
    unittest.main()
