"""Writes the fonts that the package ships: Noto Sans cut to the scripts a brief needs.

    pip install fonttools brotli
    python tools/subset_fonts.py FOLDER_WITH_NOTO_TTF src/dayafter/report/fonts

The TTF files serve Typst (PDF) and vl-convert (charts), the WOFF2 files are embedded in the HTML page.
Noto Sans is under the SIL Open Font License and has no reserved name, so that the subset may keep it.
"""

from __future__ import annotations

import sys
from pathlib import Path

# Math holds the arrows, the minus sign and the relations.
FACES = ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSansMath-Regular")
SYMBOLS = ((0x2190, 0x2199), (0x2202, 0x2265), (0x25A0, 0x25CF))
RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x0192, 0x0192),
    (0x0218, 0x021B),  # Romanian
    (0x02C6, 0x02DD),
    (0x0300, 0x0304),
    (0x0391, 0x03C9),  # Greek, for formulas
    (0x0400, 0x045F),  # Cyrillic
    (0x0490, 0x0491),  # Ukrainian ghe with upturn
    (0x2000, 0x206F),  # spaces, dashes, quotation marks
    (0x2070, 0x208E),  # superiors and inferiors
    (0x20A0, 0x20BF),  # currency signs, hryvnia among them
    (0x2116, 0x2122),
    (0xFEFF, 0xFEFF),
)


def subset(source: Path, target: Path, flavour: str | None) -> int:
    """Size in bytes of the subset font written to `target`."""
    from fontTools.subset import Options, Subsetter, load_font, save_font

    options = Options()
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "lnum", "tnum", "pnum", "sups"]
    options.hinting = False
    options.flavor = flavour
    options.name_IDs = ["*"]
    font = load_font(str(source), options)
    cutter = Subsetter(options)
    ranges = SYMBOLS if "Math" in source.name else RANGES
    cutter.populate(unicodes=[code for first, last in ranges for code in range(first, last + 1)])
    cutter.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    save_font(font, str(target), options)
    return target.stat().st_size


def main(source: Path, target: Path) -> None:
    """One TTF and one WOFF2 for each face."""
    target.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        for suffix, flavour in (("ttf", None), ("woff2", "woff2")):
            path = target / f"{face}.{suffix}"
            print(path.name, subset(source / f"{face}.ttf", path, flavour))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
