"""python3 -m unittest discover -s Benchmarks"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent / "pytorch"))
import choice  # noqa: E402


def one(form: str, optimizer: str, speed: float | None) -> dict:
    named = {"variant": f"eager,nchw,{form},{optimizer}", "form": form, "optimizer": optimizer}
    return named | ({"samples_per_second": {"max": speed}} if speed else {"unavailable": "no compiler"})


class Choice(unittest.TestCase):
    TRIED = [
        one("hook", "default", 1), one("hook", "fused", 4), one("detached", "default", 2), one("detached", "fused", 3),
        one("one_graph", "default", 5), one("one_graph", "fused", 6), one("plain", "default", None),
    ]  # fmt: skip

    def test_a_script_has_a_usual_form_and_the_default_optimizer(self):
        expected = {"usual": "eager,nchw,detached,default", "tuned": "eager,nchw,one_graph,fused"}
        self.assertEqual(choice.fastest(self.TRIED), expected)

    def test_one_may_be_both(self):
        self.assertEqual(len(set(choice.fastest([one("plain", "default", 2), one("plain", "fused", 1)]).values())), 1)

    def test_without_a_usual_one_there_is_none(self):
        self.assertEqual(choice.fastest([one("one_graph", "fused", 1)]), {"tuned": "eager,nchw,one_graph,fused"})

    def test_those_in_front_of_both_kinds_are_tried_again(self):
        names = [name.removeprefix("eager,nchw,") for name in choice.candidates(self.TRIED, 2)]
        self.assertEqual(names, ["detached,default", "hook,default", "one_graph,fused", "one_graph,default"])


if __name__ == "__main__":
    unittest.main()
