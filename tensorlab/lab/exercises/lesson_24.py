"""Lesson 24, read the engine: the steps of a plan, a gradient rule, and the loss that hides a mistake in one.

Read next: the lesson itself, `lessons/24-read-the-engine.ipynb`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.lab.exercises.answers import Test, choices, number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "24.1",
    reference=3,
    right=number(3),
    because=Text(
        "Two squares and one sum. The reads of w are numbers of slots, and this engine merges nothing.",
        "两次平方，一次求和。读取 w 只是槽的编号；这个引擎也不合并相同的节点。",
    ),
    hints=[
        Hint(
            2,
            number(2),
            Text(
                "You have merged the two squares. The program wrote two nodes, and each of them has a kernel to call.",
                "你把两个平方合成了一个。程序里写的是两个节点，每个都要调用一次核函数。",
            ),
        ),
        Hint(
            5,
            number(5),
            Text(
                "Those are the nodes in the order. Two of them are w and its read: does a read take a step?",
                "这是顺序里的节点数。其中两个是 w 和对它的读取：读取要占一步吗？",
            ),
        ),
        Hint(
            4,
            number(4),
            Text(
                "You have counted a read of w. What is known when the plan is made need not be done in a run.",
                "你把读取 w 也算进去了。写计划时已经知道的事，运行时不必再做。",
            ),
        ),
        Hint(
            1,
            number(1),
            Text(
                "One line of the program is not one step: each node with a kernel is a call of its own.",
                "程序里的一行并不是一步：每个有核函数的节点都单独调用一次。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Make the plan with Plan([z], [], Store()) and hand it to show_plan.",
        "还不对。用 Plan([z], [], Store()) 写出计划，交给 show_plan 看一看。",
    ),
)


def slope(wanted: Callable[[Any, Any, Any], Any]) -> Test:
    """A gradient rule for y = 1 / (1 + x²) that gives the same numbers as `wanted`.

    >>> slope(lambda g, y, x: g * x)(lambda g, y, x: x * g), slope(lambda g, y, x: g * x)(lambda g, y, x: x)
    (True, False)
    """
    x = np.array([-1.5, -0.5, 0.25, 2.0])
    y, g = 1 / (1 + x * x), np.array([3.0, 0.5, -2.0, 1.25])

    def test(answer: Any) -> bool:
        return bool(np.allclose(answer(g, y, x), wanted(g, y, x)))

    return test


exercise(
    "24.2",
    reference=lambda: lambda g, y, x: g * (-2 * x * y * y),
    right=slope(lambda g, y, x: -2 * g * x * y * y),
    because=Text(
        "-2x from inside, y squared from outside, times the gradient that arrives.",
        "里面求导得 -2x，外面求导得 y 的平方，再乘以传来的梯度。",
    ),
    hints=[
        Hint(
            lambda: lambda g, y, x: -2 * x * y * y,
            slope(lambda g, y, x: -2 * x * y * y),
            Text(
                "That is the derivative of y alone. What arrives from the loss is not in it.",
                "这只是 y 本身的导数，从损失那边传来的东西不在里面。",
            ),
        ),
        Hint(
            lambda: lambda g, y, x: -g * y * y,
            slope(lambda g, y, x: -g * y * y),
            Text(
                "The outer half is right: -y². The inside, 1 + x², has a derivative too.",
                "外面一半是对的：-y²。里面的 1 + x² 也有导数。",
            ),
        ),
        Hint(
            lambda: lambda g, y, x: 2 * g * x * y * y,
            slope(lambda g, y, x: 2 * g * x * y * y),
            Text(
                "Look at the sign: to the right of the middle the bump goes down.",
                "看看符号：在中间的右边，小山包是往下走的。",
            ),
        ),
        Hint(
            lambda: lambda g, y, x: -2 * g * x * y,
            slope(lambda g, y, x: -2 * g * x * y),
            Text(
                "That is the rule of the first bump. The derivative of 1/u is -1/u², not -1/u.",
                "这是第一个小山包的规则。1/u 的导数是 -1/u²，不是 -1/u。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write y = 1/u with u = 1 + x², take both derivatives, and multiply them with g.",
        "还不对。写成 y = 1/u，u = 1 + x²，分别求导，再和 g 相乘。",
    ),
)

exercise(
    "24.3",
    reference="a",
    right=choices("a"),
    because=Text(
        "A plain sum sends back a 1 to every entry, and forgetting a factor of 1 does no harm.",
        "单纯求和，给每个元素传回的都是 1；忘掉因子 1，不会有什么后果。",
    ),
    hints=[
        Hint(
            "ab",
            choices("ab"),
            Text(
                "One too many. What does a mean of three entries send back to each of them?",
                "多了一个。三个元素取平均，给每个元素传回的是多少？",
            ),
        ),
        Hint(
            "ac",
            choices("ac"),
            Text(
                "One too many: in c, the multiplication sends back a 3.",
                "多了一个：在 c 里，乘法传回的是 3。",
            ),
        ),
        Hint(
            "abcd",
            choices("abcd"),
            Text(
                "The derivative of the bump itself is right. But in three of the four, something else arrives than 1.",
                "小山包自身的导数没有错。可是四种里有三种，传来的不是 1。",
            ),
        ),
        Hint(
            "d",
            choices("d"),
            Text(
                "There 2y arrives, which is another number for every entry. Run it and read the two lines.",
                "那里传来的是 2y，每个元素都不一样。运行一下，读读那两行。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. For each loss, ask what its slope with respect to y is: the rule works only where that is 1.",
        "还不对。对每种损失，问一问它对 y 的斜率是多少：只有是 1 的地方，这条规则才碰巧能用。",
    ),
)
