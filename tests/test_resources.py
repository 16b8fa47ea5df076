import pytest

from inpaint_studio.resources import resource


def test_a_resource_is_found():
    assert resource("icons/inpaint-studio.svg").read_text().startswith("<svg")


@pytest.mark.parametrize("name", ["/etc/passwd", "../pyproject.toml", "icons/../../README.md", "C:\\x", "icons\\a.svg"])
def test_names_that_lead_elsewhere_are_refused(name):
    with pytest.raises(ValueError, match="is not the name of a resource"):
        resource(name)


def test_a_missing_resource_says_which():
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg"):
        resource("icons/nothing.svg")


def test_every_sample_has_a_mask_of_its_size():
    from PIL import Image

    samples = [p for p in resource("samples").iterdir() if p.suffix in (".png", ".jpg") and ".mask" not in p.name]
    assert len(samples) >= 3
    for sample in samples:
        with Image.open(sample) as picture, Image.open(sample.with_name(f"{sample.stem}.mask.png")) as mask:
            assert picture.size == mask.size
            assert mask.mode == "L"
            assert mask.getextrema() == (0, 255)
