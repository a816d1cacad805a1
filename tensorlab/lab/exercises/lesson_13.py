"""Lesson 13, the backward pass: one path, several paths, and which gradients are None.

Read next: the lesson itself, `lessons/13-the-backward-pass.ipynb`.
"""

from typing import Any

from tensorlab.lab.exercises.answers import choices, number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "13.1",
    reference=20,
    right=number(20),
    because=Text(
        "e is -5, so 2 times -5 arrives at t, and the local derivative of t with respect to w is x: -10 times -2.",
        "e 是 -5，所以传到 t 的是 2 乘以 -5；t 对 w 的局部导数是 x：-10 乘以 -2。",
    ),
    hints=[
        Hint(
            30,
            number(30),
            Text(
                "That was at x = 3. y has the same value here, and e has not: go through the graph again.",
                "那是 x = 3 时的结果。这里 y 的值一样，e 却不一样：再走一遍图。",
            ),
        ),
        Hint(
            -10,
            number(-10),
            Text(
                "That is what arrives at t. One factor is left: the local derivative of t with respect to w.",
                "这是传到 t 的梯度。还差一个因子：t 对 w 的局部导数。",
            ),
        ),
        Hint(
            -20,
            number(-20),
            Text(
                "The size is right. Look at the signs: e is negative, and so is x.",
                "大小对了。看看符号：e 是负的，x 也是负的。",
            ),
        ),
        Hint(
            10,
            number(10),
            Text(
                "That would be 2 times 5. But e is negative here, and the factor of t is missing.",
                "这是 2 乘以 5。可是这里的 e 是负的，而且还少了 t 的那个因子。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. First the values of t and e at x = -2; then back: 2 times e, times 1, times x.",
        "还不对。先算出 x = -2 时 t 和 e 的值，再往回走：2 乘以 e，乘以 1，再乘以 x。",
    ),
)

exercise(
    "13.2",
    reference=20,
    right=number(20),
    because=Text(
        "10 comes straight from the product, and 5 from each of the two places in v + v: three contributions.",
        "从乘法直接来的是 10，v + v 里的两处各来 5：一共三份梯度。",
    ),
    hints=[
        Hint(
            10,
            number(10),
            Text(
                "That is the share of one factor only. v stands in the other factor too.",
                "这只是一个因子那边的。另一个因子里也有 v。",
            ),
        ),
        Hint(
            15,
            number(15),
            Text(
                "Nearly: v + v uses v twice, and each of the two places hands a contribution back.",
                "差一点：v + v 用了两次 v，每一处都会传回一份梯度。",
            ),
        ),
        Hint(
            50,
            number(50),
            Text(
                "That is the value of y. The question is by how much it changes with v.",
                "这是 y 的值。问题问的是 v 变化时，y 变化多少。",
            ),
        ),
        Hint(
            3,
            number(3),
            Text(
                "That is how many contributions there are. Now add them up.",
                "这是梯度的份数。现在把它们加起来。",
            ),
        ),
        Hint(
            250,
            number(250),
            Text(
                "Contributions that meet are added, not multiplied.",
                "汇合的各份梯度是相加，不是相乘。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Draw the graph: v has three arrows going out. Find what comes back on each, then add.",
        "还不对。把图画出来：从 v 出发的箭头有三个。找出每一个上传回多少，再相加。",
    ),
)

exercise(
    "13.3",
    reference="bce",
    right=choices("bce"),
    because=Text(
        "There is no path in b, c and e. In a and d there is one, and the gradient on it is the number 0.",
        "b、c、e 里没有路径。a 和 d 里有路径，上面的梯度是 0 这个数。",
    ),
    hints=[
        Hint(
            "abce",
            lambda answer: "a" in letters(answer),
            Text(
                "One too many: the graph has a path through relu. That it is flat at -1 is known only in the run.",
                "多了一个：经过 relu 的路径是有的。它在 -1 处是平的，运行时才知道。",
            ),
        ),
        Hint(
            "bcde",
            lambda answer: "d" in letters(answer),
            Text(
                "One too many: 0.0 * v is a product like any other, and its local derivative is a number.",
                "多了一个：0.0 * v 和别的乘法一样，局部导数是一个数。",
            ),
        ),
        Hint(
            "bc",
            choices("bc"),
            Text(
                "One is missing. Which of the others passes through whole numbers?",
                "还漏了一个。剩下的里面，哪一个要经过整数？",
            ),
        ),
        Hint(
            "ce",
            choices("ce"),
            Text(
                "One is missing. v stands in its formula, and yet its path was closed on purpose.",
                "还漏了一个。它的式子里有 v，可是那条路径被有意关上了。",
            ),
        ),
        Hint(
            "be",
            choices("be"),
            Text(
                "One is missing: does v stand in every formula?",
                "还漏了一个：每个式子里都有 v 吗？",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. For each letter: can a change of v reach y through operations that have a slope? If not, it is None.",
        "还不对。对每个字母都问一问：v 的变化能不能经过有斜率的操作到达 y？不能，就是 None。",
    ),
)


def letters(answer: Any) -> str:
    """The letters of an answer, small."""
    return (answer if isinstance(answer, str) else "".join(answer)).casefold()
