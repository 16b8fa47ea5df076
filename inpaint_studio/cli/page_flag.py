"""`--page`: which page of a TIFF, frame of a DICOM file or slice of a NIfTI file is meant."""

import argparse


def add_page_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--page",
        type=_number,
        default=1,
        metavar="N",
        help="which page of a TIFF, frame of a DICOM file, slice of a NIfTI file; default: %(default)s",
    )


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a page: pages are counted from 1.")
    return int(text)
