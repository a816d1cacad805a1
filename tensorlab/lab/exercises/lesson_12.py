"""Lesson 12, losses: sum against mean, the logarithm of zero, and a column minus a row.

Read next: the lesson itself, `lessons/12-losses.ipynb`.
"""

from typing import Any

import numpy as np

from tensorlab.lab.exercises.answers import Test, number, shape, word
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "12.1",
    reference=8,
    right=number(8),
    because=Text(
        "The mean is the sum divided by 8, so its slope is too. The steps of training become eight times as long.",
        "平均是总和除以 8，斜率也是如此。改成总和，训练的步子就长到八倍。",
    ),
    hints=[
        Hint(
            1,
            number(1),
            Text(
                "The direction stays the same, and the length does not: what is divided by 8 in a mean?",
                "方向不变，长度变了：取平均时，是什么除以了 8？",
            ),
        ),
        Hint(
            0.125,
            number(0.125),
            Text(
                "That is the way from the sum to the mean. The question goes from the mean to the sum.",
                "这是从总和变到平均。问题问的是从平均变到总和。",
            ),
        ),
        Hint(
            64,
            number(64),
            Text(
                "The 8 counts once: each row adds its own slope, and only the division is left out.",
                "8 只算一次：每一行各加上自己的斜率，少的只是那一次除法。",
            ),
        ),
        Hint(
            7,
            number(7),
            Text(
                "Compare the two for eight equal rows: the sum of eight 1s, and their mean.",
                "拿八个相同的行比一比：八个 1 的总和，和它们的平均。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write both out for eight rows. Which factor is in each term of the mean, and in none of the sum?",
        "还不对。把八行的平均和总和都写出来：平均的每一项前面，有一个总和里没有的数，它是几？",
    ),
)


def infinite(sign: int) -> Test:
    """Infinity of this sign, as a number or as Python prints it.

    >>> infinite(1)("inf"), infinite(1)(float("inf")), infinite(1)("-inf")
    (True, True, False)
    """
    spelled = (
        ("inf", "infinity", "+inf", "∞", "无穷大") if sign > 0 else ("-inf", "-infinity", "-∞", "负无穷大")
    )

    def test(answer: Any) -> bool:
        if isinstance(answer, str):
            return bool(word(*spelled)(answer))
        return bool(np.ndim(answer) == 0 and np.isinf(answer) and np.sign(answer) == sign)

    return test


def is_nan(answer: Any) -> bool:
    """NaN, as a number or as a text."""
    return bool(word("nan")(answer)) if isinstance(answer, str) else bool(np.isnan(answer))


exercise(
    "12.2",
    reference="inf",
    right=infinite(1),
    because=Text(
        "log(1 - y) is -inf in that row, and it is multiplied by 1. The mean is -inf, and the minus sign makes it inf.",
        "这一行的 log(1 - y) 是 -inf，乘的是 1。平均是 -inf，前面的负号把它变成 inf。",
    ),
    hints=[
        Hint(
            "nan",
            is_nan,
            Text(
                "NaN comes from 0 times infinity. By which factor is the infinite logarithm multiplied in this row?",
                "0 乘以无穷大才得到 NaN。这一行里，无穷大的对数乘的是几？",
            ),
        ),
        Hint(
            "-inf",
            infinite(-1),
            Text(
                "So far the mean. The formula has a minus sign in front.",
                "到平均为止是对的。公式最前面还有一个负号。",
            ),
        ),
        Hint(
            23.03,
            number(23.03, within=1e-2),
            Text(
                "That is what a clipped logarithm would give for the row. Here nothing is clipped yet.",
                "这是截断以后那一行的结果。这里还没有截断。",
            ),
        ),
        Hint(
            0,
            number(0),
            Text(
                "The answer is 1.0 and right would be 0: what is the logarithm of 1 - y?",
                "答案是 1.0，正确的是 0：1 - y 的对数是多少？",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Follow the second row: its two logarithms, the two factors, the sign in front of the mean.",
        "还不对。只看第二行：它的两个对数、两个因子，然后是平均前面的符号。",
    ),
)

exercise(
    "12.3",
    reference=[128, 128],
    right=shape(128, 128),
    because=Text(
        "Every answer minus every right answer: 16384 differences, of which only 128 were meant.",
        "每个答案减去每个正确答案：16384 个差，其中只有 128 个是想要的。",
    ),
    hints=[
        Hint(
            [128, 1],
            shape(128, 1),
            Text(
                "That would be a column minus a column. [128] is aligned at the right, and counts as a row.",
                "一列减一列才是这样。[128] 向右对齐，算作一行。",
            ),
        ),
        Hint(
            [128],
            shape(128),
            Text(
                "A difference has at least as many dimensions as each of the two; y has two.",
                "差的维数不会比其中任何一个少，而 y 有两维。",
            ),
        ),
        Hint(
            [1, 128],
            shape(1, 128),
            Text(
                "The row is repeated too: once for each of the rows of y.",
                "这一行也要重复：y 有几行，就重复几次。",
            ),
        ),
        Hint(
            "error",
            lambda answer: isinstance(answer, str) and bool(answer.strip()),
            Text(
                "There is no error, and that is the trouble. Look at the shape in the Tracer above, with 3 for 128.",
                "并不报错，麻烦就在这里。看看上面追踪器里的形状，把 3 换成 128。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write one shape below the other, aligned at the right. What has 1 or nothing is repeated.",
        "还不对。把两个形状上下对齐写好，靠右对齐；哪个是 1 或者空缺，哪个就重复。",
    ),
)
