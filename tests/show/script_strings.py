"""Reading the Tracer's scripts: every string in them, and which call it stands in.

Read next: `test_words.py`, which looks for words that no catalogue knows.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

QUOTED = "a string"  # the key of a property, as far as the code without its strings shows it
HOLE = "{}"  # what `${...}` in a template literal becomes
BEFORE_REGEX = set("(,=:[!&|?{};+*<>~^%\n")
CALLED = re.compile(r"([\w$]+(?:\.[\w$]+)*)\s*$")
KEY = re.compile(r"[,{]\s*([\w-]+|\u00a0+)\s*:[^,]*$")
ASSIGNED = re.compile(r"\.([\w$]+)\s*=[^=;]*$")


class Literal(NamedTuple):
    """One string of a script.

    `call` is the function whose argument it is directly, `argument` that argument's number; `key` the property
    of an object, or of an assignment, that it is the value of. `compared`: it only stands beside `===`.
    """

    text: str
    line: int
    call: str
    argument: int
    key: str
    compared: bool


def literals(script: str) -> Iterator[Literal]:
    """Every string literal of a script, in order, those inside templates too; comments hold none."""
    code, found = _without_strings(script)
    previous = ""
    for start, text in found:
        call, argument, key = _surroundings(code, start)
        line = script.count("\n", 0, start) + 1
        yield Literal(
            text, line, call, argument, previous if key == QUOTED else key, _is_compared(code, start)
        )
        previous = text


def _without_strings(script: str) -> tuple[str, list[tuple[int, str]]]:
    """The script with blanks for strings, comments and regular expressions; and the strings with their places."""
    code = list(script)
    found: list[tuple[int, str]] = []

    def blank(begin: int, end: int) -> None:
        for place in range(begin, end):
            if code[place] != "\n":
                code[place] = "\u00a0"

    def read(at: int, closing: str) -> int:
        """Walk over code until `closing`; return the place behind it."""
        depth = 0
        previous = "\n"
        while at < len(script):
            character = script[at]
            if closing and character == closing and depth == 0:
                return at + 1
            if script.startswith("//", at) or script.startswith("/*", at):
                end = script.index("\n", at) if script[at + 1] == "/" else script.index("*/", at) + 2
                blank(at, end)
                at = end
                continue
            if character in "\"'":
                at, previous = quoted(at), '"'
                continue
            if character == "`":
                at, previous = template(at), '"'
                continue
            if character == "/" and (previous in BEFORE_REGEX or _after_return(script, at)):
                end = _regex_end(script, at)
                blank(at, end)
                at, previous = end, '"'
                continue
            depth += (character == "{") - (character == "}")
            if not character.isspace():
                previous = character
            at += 1
        return at

    def quoted(begin: int) -> int:
        at = begin + 1
        while script[at] != script[begin]:
            at += 2 if script[at] == "\\" else 1
        found.append((begin, script[begin + 1 : at]))
        blank(begin, at + 1)
        return at + 1

    def template(begin: int) -> int:
        at, text = begin + 1, ""
        place = len(found)
        while script[at] != "`":
            if script[at] == "\\":
                text += script[at : at + 2]
                at += 2
            elif script.startswith("${", at):
                blank(at, at + 2)
                at = read(at + 2, "}")
                blank(at - 1, at)
                text += HOLE
            else:
                text += script[at]
                blank(at, at + 1)
                at += 1
        found.insert(place, (begin, text))
        code[begin] = code[at] = "\u00a0"
        return at + 1

    read(0, "")
    return "".join(code), sorted(found)


def _after_return(script: str, at: int) -> bool:
    return script[:at].rstrip().endswith("return")


def _regex_end(script: str, at: int) -> int:
    inside = False
    at += 1
    while script[at] != "/" or inside:
        inside = (inside or script[at] == "[") and script[at] != "]"
        at += 2 if script[at] == "\\" else 1
    return at + 1


def _is_compared(code: str, start: int) -> bool:
    after = code[start:].lstrip("\u00a0").lstrip()
    return code[:start].rstrip().endswith(("===", "!==", "case")) or after.startswith(("===", "!=="))


def _surroundings(code: str, start: int) -> tuple[str, int, str]:
    depth, argument, at = 0, 0, start - 1
    while at >= 0:
        character = code[at]
        if character in ")]}":
            depth += 1
        elif character in "([{":
            if depth == 0:
                break
            depth -= 1
        elif character == "," and depth == 0:
            argument += 1
        elif character == ";" and depth == 0:
            at = -1
            break
        at -= 1
    inner = code[max(0, at) : start]
    if at >= 0 and code[at] == "(":
        called = CALLED.search(code[max(0, at - 60) : at])
        return (called[1] if called else ""), argument, ""
    assigned = ASSIGNED.search(code[max(0, start - 80) : start].rpartition("\n")[2])
    if at >= 0 and code[at] == "{":
        key = KEY.search(inner)
        if key and key[1].strip("\u00a0"):
            return "", 0, key[1]
        if key:
            return "", 0, QUOTED
    return "", 0, assigned[1] if assigned else ""
