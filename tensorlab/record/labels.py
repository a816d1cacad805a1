"""What the student calls things: the Python names in her program, for the boxes of the picture.

`a = tf.matmul(x, w1)` makes a node called "MatMul", but the student calls it `a`. The name is found in the
source itself: the node remembers the expression that made it, and the assignment around it has a target.

Read next: `twin.py`.
"""

import ast
from collections.abc import Iterable

from tensorlab.graph.operation import Operation
from tensorlab.sources import source_text

MOST_CHARACTERS = 44  # of a node's name in a sentence


class SourceNames:
    """Finds the Python names that a program gives to its tensors and variables."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._files: dict[str, dict[tuple[int, int], str]] = {}
        self._found: dict[tuple[int, int] | None, str] = {}
        # One call may make several operations (`loss = tf.losses.mean_squared_error(...)`): the name belongs to
        # the last one. A call in a loop makes many last ones; they are of one type.
        self._last = {_call(operation): operation.type for operation in operations}

    def name_of(self, operation: Operation) -> str:
        """The name assigned the whole expression that made an operation, or an empty string."""
        if self._last.get(_call(operation)) != operation.type:
            return ""
        call = _call(operation)
        if call not in self._found:  # a call in a loop makes thousands of operations
            self._found[call] = self._assigned(operation)
        return self._found[call]

    def _assigned(self, operation: Operation) -> str:
        source = operation.source
        if source is None or source.column is None or source.end_column is None:
            return ""
        names = self._files.get(source.filename)
        if names is None:
            names = self._files[source.filename] = _assigned_names(source_text(source.filename))
        return names.get((source.line, source.column), "") if _is_whole(source, names) else ""


def parameter_names(owner: Operation) -> list[str]:
    """What a program calls the variables of a loop: the parameters of the function that is its body.

    Empty where they cannot be found in the source: where the loop was not described by a call of `tf.while_loop`.
    """
    source = owner.source
    if source is None:
        return []
    try:
        tree = ast.parse(source_text(source.filename))
    except SyntaxError:
        return []
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (node.lineno, node.end_lineno) != (source.line, source.end_line):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called != "while_loop":
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        body = named.get("body", node.args[1] if len(node.args) > 1 else None)
        if isinstance(body, ast.Name):  # of several functions of one name the one before the call
            called_so = [one for one in functions if one.name == body.id and one.lineno < node.lineno]
            body = max(called_so, key=lambda one: one.lineno, default=None)  # type: ignore[assignment]
        if isinstance(body, (ast.Lambda, ast.FunctionDef)):
            return [argument.arg for argument in body.args.args]
    return []


def short_name(name: str) -> str:
    """The name of a node as it is shown: of one deep in its scopes, an initialiser's say, the last parts.

    >>> short_name("layer/weights/Assign")
    'layer/weights/Assign'
    >>> short_name("encoder_of_the_first_stage/attention/queries/Initializer/random_uniform/sub")
    '…/queries/Initializer/random_uniform/sub'
    """
    if len(name) <= MOST_CHARACTERS:
        return name
    scopes, _, shown = name.rpartition("/")
    while scopes:
        scopes, _, scope = scopes.rpartition("/")
        if len(scope) + len(shown) + 3 > MOST_CHARACTERS:
            break
        shown = f"{scope}/{shown}"
    return f"…/{shown}" if shown != name else name


def _call(operation: Operation) -> tuple[int, int] | None:
    """Which call in the user's program made an operation."""
    if not operation._frames:
        return None
    code, instruction = operation._frames[0]
    return id(code), instruction


def _is_whole(source: object, names: dict[tuple[int, int], str]) -> bool:
    line, column = source.line, source.column  # type: ignore[attr-defined]
    end = (source.end_line, source.end_column)  # type: ignore[attr-defined]
    return names.get((line, column)) is not None and names.get((-end[0], -end[1])) == names[(line, column)]


def _assigned_names(text: str) -> dict[tuple[int, int], str]:
    """Where the value of each simple assignment begins (and, negated, ends), and the target's name."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return {}
    lines = text.split("\n")  # as Python counts them; splitlines would count form feeds too
    names: dict[tuple[int, int], str] = {}

    def characters(line: int, column: int) -> int:
        return len(lines[line - 1].encode()[:column].decode(errors="ignore"))

    for node in ast.walk(tree):
        for one, expression in _named_values(node):
            if isinstance(one, ast.Name) and expression.end_lineno is not None:
                begin = (expression.lineno, characters(expression.lineno, expression.col_offset))
                end = (
                    expression.end_lineno,
                    characters(expression.end_lineno, expression.end_col_offset or 0),
                )
                names[begin] = one.id
                names[(-end[0], -end[1])] = one.id
    return names


def _named_values(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """The pairs (target, value) of `a = value`, `a: T = value`, `a, b = value, value`, `(a := value)` and `with`."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            return (
                list(zip(target.elts, value.elts, strict=True)) if len(target.elts) == len(value.elts) else []
            )
        return [(target, value)]
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return [(node.target, node.value)]
    if isinstance(node, ast.NamedExpr):
        return [(node.target, node.value)]
    if isinstance(node, ast.withitem) and node.optional_vars is not None:
        return [(node.optional_vars, node.context_expr)]
    return []
