from dlprep.compute.families import family_title
from dlprep.compute.registry import OWN, problem_families


def test_every_family_has_a_title() -> None:
    for family in {OWN, *problem_families().values()}:
        assert family not in (family_title(family).zh, family_title(family).en)


def test_a_family_without_a_title_goes_by_its_name() -> None:
    assert family_title("tensors").zh == "tensors"
