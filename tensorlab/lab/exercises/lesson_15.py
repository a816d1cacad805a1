"""Lesson 15, the complete program: shapes, what the backward pass starts with, and what a bracket changes.

Read next: the lesson itself, `lessons/15-the-complete-program.ipynb`.
"""

from tensorlab.lab.exercises.answers import number, shape
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "15.1",
    reference=[8, 3],
    right=shape(8, 3),
    because=Text(
        "One row for each of the eight rows of x, one column for each of the three columns of w1.",
        "x 的八行各对应一行，w1 的三列各对应一列。",
    ),
    hints=[
        Hint(
            [3, 8],
            shape(3, 8),
            Text(
                "Right sizes, wrong order: tf.matmul(x, w1) keeps the rows of x.",
                "大小对了，顺序反了：tf.matmul(x, w1) 保留的是 x 的行。",
            ),
        ),
        Hint(
            [8, 2],
            shape(8, 2),
            Text(
                "That is the shape of x. The 2 is summed over: each number of a adds up two products.",
                "这是 x 的形状。长度为 2 的那一维会被求和：a 的每个数都是两个乘积之和。",
            ),
        ),
        Hint(
            [None, 3],
            shape(None, 3),
            Text(
                "That is what the graph promises before it runs. In this run x had a definite number of rows.",
                "这是运行之前图所做的约定。在这一次运行里，x 的行数是确定的。",
            ),
        ),
    ],
)

exercise(
    "15.2",
    reference=8,
    right=number(8),
    because=Text(
        "The one number of Neg was added to eight entries, so eight gradients of 1 meet there and add up.",
        "Neg 的那一个数被加到了八个元素上，八个为 1 的梯度在这里汇合、相加。",
    ),
    hints=[
        Hint(
            1,
            number(1),
            Text(
                "Each of the eight entries passes a 1 back. All eight of them come from the same number.",
                "八个元素各自传回一个 1。而这八个元素都来自同一个数。",
            ),
        ),
        Hint(
            -8,
            number(-8),
            Text(
                "The question is what arrives at Neg. The sign changes when Neg passes it on.",
                "问题问的是到达 Neg 的梯度。符号要等 Neg 继续往回传时才改变。",
            ),
        ),
        Hint(
            0.125,
            number(0.125),
            Text(
                "Dividing by 8 is what Mean does, a few steps further on.",
                "除以 8 是再往后几步 Mean 所做的事。",
            ),
        ),
    ],
)
