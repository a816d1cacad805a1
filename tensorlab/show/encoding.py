"""The visual encoding: which colour, shape, frame and dash means what, in one table.

Everything that draws reads this page: the static picture (`picture.py`), the plots (`plots.py`), and the
Tracer's style sheet, whose custom properties are `css_variables("light")` and `css_variables("dark")`. A test
holds every pair of text and ground to the contrast that WCAG asks for.

The hues are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), which colour-blind readers can tell
apart, and none of them works alone: a gradient is also dashed, a feed is also slanted, a variable is also
framed twice, what is wrong (`bad`) says so in words. A heat map runs from brown to teal, because blue and
vermillion already mean a direction; differences (`diff`) are amber, in four steps, with a number on each.

Read `boxes.py` next: how large a box is.
"""

TOKENS = {
    "light": {
        "bg": "#F6F7F9", "surface": "#FFFFFF", "sunken": "#F0F2F5",
        "line": "#E0E4EA", "line2": "#8A94A1",
        "ink": "#12161C", "ink2": "#465060", "ink3": "#626C7A", "ring": "#12161C",
        "fwd": "#0072B2", "fwdI": "#005A8F", "fwdF": "#E3F0F8",
        "bwd": "#D55E00", "bwdI": "#A34500", "bwdF": "#FCEADC",
        "feed": "#009E73", "feedI": "#00664A", "feedF": "#E0F4ED",
        "var": "#C2689A", "varI": "#8A3767", "varF": "#F9EBF3",
        "sun": "#8F7E00", "sunI": "#5F5400", "sunF": "#FBF6D2",
        "bad": "#B3261E", "badI": "#8C1D18", "badF": "#FDF0EF",
        "diff1": "#FFF9E6", "diff2": "#FFEFB8", "diff3": "#FFD65C", "diff4": "#F0A800", "diffI": "#12161C",
        "diffL": "#8A5A00", "diffBox1": "#FFF9E6", "diffBox2": "#FFF0C2", "diffBox3": "#FFDF8A",
        "diffBox4": "#FFC94A",
        "heatN": "#8C510A", "heat0": "#F7F7F5", "heatP": "#016C62",
    },
    "dark": {
        "bg": "#0D1116", "surface": "#141920", "sunken": "#1C232C",
        "line": "#2A323D", "line2": "#5F6C7B",
        "ink": "#EDF0F4", "ink2": "#B6BFCA", "ink3": "#94A0AE", "ring": "#FFFFFF",
        "fwd": "#4BA6DC", "fwdI": "#8CCBF2", "fwdF": "#143247",
        "bwd": "#F0843C", "bwdI": "#FFB384", "bwdF": "#3B2415",
        "feed": "#2DBB90", "feedI": "#7BE0C1", "feedF": "#10362B",
        "var": "#DB93BC", "varI": "#F0BCD8", "varF": "#3D2433",
        "sun": "#D3C635", "sunI": "#EDE48C", "sunF": "#34310F",
        "bad": "#F28B82", "badI": "#FFB4AB", "badF": "#33191A",
        "diff1": "#F6E7B8", "diff2": "#F7D774", "diff3": "#F5BF2E", "diff4": "#F09A00", "diffI": "#12161C",
        "diffL": "#F2C14E", "diffBox1": "#25230F", "diffBox2": "#3A320D", "diffBox3": "#54450A",
        "diffBox4": "#6E5500",
        "heatN": "#D69442", "heat0": "#202730", "heatP": "#34B4A4",
    },
}  # fmt: skip
"""Theme -> token -> colour. A hue comes as a line, an ink (`...I`, for text) and a fill (`...F`)."""

FONTS = {
    "sans": "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', "
    "'Droid Sans Fallback', sans-serif",
    "mono": "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', 'DejaVu Sans Mono', "
    "'Droid Sans Fallback', monospace",
    "serif": "'STIX Two Text', 'Cambria Math', 'DejaVu Math TeX Gyre', 'DejaVu Serif', Georgia, serif",
}
"""Sans for prose, mono for what a student typed or could type, serif italics for formulas."""

BOX_STYLES = {
    "operation": {"hue": "fwd", "shape": "box", "frame": "single", "slot": True, "word": "operation"},
    "feed": {"hue": "feed", "shape": "parallelogram", "frame": "single", "slot": False, "word": "feed"},
    "variable": {"hue": "var", "shape": "box", "frame": "double", "slot": True, "word": "variable"},
    "random": {"hue": "fwd", "shape": "box", "frame": "single", "slot": True, "word": "random numbers"},
    "constant": {"hue": "line2", "shape": "box", "frame": "single", "slot": True, "word": "constant"},
    "queue": {
        "hue": "feed",
        "shape": "pill",
        "frame": "single",
        "slot": False,
        "word": "queue, or other source",
    },
    "file": {"hue": "line2", "shape": "page", "frame": "single", "slot": False, "word": "file"},
    "update": {"hue": "var", "shape": "box", "frame": "single", "slot": True, "word": "update"},
    "group": {"hue": "fwd", "shape": "stack", "frame": "single", "slot": True, "word": "group"},
}
"""Box style -> how its frame looks (a double one is drawn again 3 px further in, a page has a corner turned down), and
whether there is a slot for the gradient below the value. Random numbers differ from an operation by their symbol, ~."""

EDGE_STYLES = {
    "data": {"hue": "fwd", "dash": "", "width": 1.5, "word": "forward"},
    "backward": {"hue": "bwd", "dash": "5 4", "width": 1.75, "word": "backward"},
    "control": {"hue": "line2", "dash": "1.5 3.5", "width": 1.5, "word": "control dependency"},
    "write": {"hue": "var", "dash": "9 3", "width": 1.5, "word": "write"},
}
"""Edge kind -> line. A backward edge also points the other way."""

STATES = {
    "waiting": {"fill": "surface", "line": "line2", "text": "ink3"},
    "not run": {"opacity": 0.35},
    "overridden": {"hatch": "6 px, 45 degrees, in the box's own hue"},
    "current": {"ring": "ring", "ring_width": 3, "ring_gap": 6, "halo_width": 9},
}
"""What a box looks like before its turn, when pruned, when fed over, and under the cursor."""

DEVICE_DASHES = {"CPU": "", "GPU": "10 3", "simulated GPU": "10 3 2 3"}
"""Device type -> dash of a value part's outline; the badge names the device as well."""

DEVICE_HUES = ("fwd", "feed", "var", "sun", "line2")
"""Hues for the devices in use, in their order, where boxes are coloured by device; yellow (`sun`) is for these
alone. Each box names its device as well."""


def css_variables(theme: str) -> str:
    """Return the declarations `--fwd: #0072B2; ...` of one theme, for a style sheet.

    `theme` is "light" or "dark"; any other raises KeyError.

    >>> css_variables("light")[:36]
    '--bg: #F6F7F9; --surface: #FFFFFF; -'
    """
    return " ".join(f"--{name}: {colour};" for name, colour in TOKENS[theme].items())


def box_colours(style: str, theme: str) -> tuple[str, str]:
    """Return the line and the fill of a box style.

    >>> box_colours("feed", "light")
    ('#009E73', '#E0F4ED')
    """
    tokens, hue = TOKENS[theme], str(BOX_STYLES[style]["hue"])
    return tokens[hue], tokens.get(hue + "F", tokens["sunken"])


def channels(colour: str) -> tuple[int, int, int]:
    """Split "#RRGGBB" into three numbers from 0 to 255.

    >>> channels("#0072B2")
    (0, 114, 178)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Return how bright a colour is, 0 to 1, as WCAG defines it (relative luminance).

    >>> luminance("#FFFFFF")
    1.0
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
              for c in (channel / 255 for channel in channels(colour))]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 (none) to 21 (black on white).

    >>> round(contrast("#000000", "#FFFFFF"))
    21
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def heat(fraction: float, theme: str = "light") -> tuple[str, str]:
    """Return the ground and the text colour of a heat-map cell.

    `fraction` is the value divided by the largest magnitude of its array: -1 is full brown, +1 full teal. The
    exponent keeps small values visible; the text is black or white, whichever can be read better.

    >>> heat(0.0), heat(-1.0)
    (('#F7F7F5', '#000000'), ('#955E1D', '#FFFFFF'))
    """
    fraction = max(-1.0, min(1.0, fraction))
    tokens = TOKENS[theme]
    middle, end = channels(tokens["heat0"]), channels(tokens["heatN" if fraction < 0 else "heatP"])
    share = abs(fraction) ** 0.8 * 0.92
    ground = "#" + "".join(f"{round(m + (e - m) * share):02X}" for m, e in zip(middle, end, strict=True))
    black, white = "#000000", "#FFFFFF"
    return ground, black if contrast(ground, black) > contrast(ground, white) else white
