"""Lesson 10, the forward pass: one entry by hand, what runs, and when a shape is found to be wrong.

Read next: the lesson itself, `lessons/10-the-forward-pass.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "10.1",
    reference=0.361,
    right=number(0.361, within=6e-3),
    because=Text(
        "1 times the upper number of the last column, plus 0.5 times the lower one.",
        "1 乘以最后一列上面的数，加上 0.5 乘以下面的数。",
    ),
    hints=[
        Hint(
            0.624,
            number(0.624, within=6e-3),
            Text(
                "You took the column from below: 1 belongs to its upper number, 0.5 to its lower one.",
                "这一列上下颠倒了：1 对应上面的数，0.5 对应下面的数。",
            ),
        ),
        Hint(
            0.656,
            number(0.656, within=6e-3),
            Text(
                "Those are the two weights, added. Each is multiplied by its part of the point first.",
                "这是两个权重直接相加。每个权重要先乘以点的对应坐标。",
            ),
        ),
        Hint(
            0.578,
            number(0.578, within=6e-3),
            Text(
                "That is for the old point, (0.7, 0.9). This one is (1, 0.5).",
                "这是原来那个点 (0.7, 0.9) 的结果。现在的点是 (1, 0.5)。",
            ),
        ),
        Hint(
            1.534,
            number(1.534, within=6e-3),
            Text("That is the column in the middle.", "这是中间那一列的结果。"),
        ),
        Hint(
            -2.033,
            number(-2.033, within=6e-3),
            Text("That is the first column. Wanted is the last.", "这是第一列的结果。要的是最后一列。"),
        ),
    ],
    otherwise=Text(
        "Not yet. Take the two numbers in the last column of w1, each times its part of the point, and add.",
        "还不对。取 w1 最后一列的两个数，各乘以点的对应坐标，再相加。",
    ),
)

exercise(
    "10.2",
    reference=2,
    right=number(2),
    because=Text(
        "One for a and one for y. A node runs once in a run, however often it is fetched.",
        "a 一次，y 一次。一个节点在一次运行里只算一次，不管取回多少遍。",
    ),
    hints=[
        Hint(
            4,
            number(4),
            Text(
                "Four arrays come back. But does a session compute a value anew that it already has?",
                "交回来的是四个数组。可是已经算出来的值，会话还会再算一遍吗？",
            ),
        ),
        Hint(
            6,
            number(6),
            Text(
                "Each y would compute its own a. The run of one graph shares them: look at the Tracer's steps.",
                "那样每个 y 都要自己再算一遍 a。同一次运行里是共用的：看看追踪器里有几步。",
            ),
        ),
        Hint(
            1,
            number(1),
            Text("y is computed from a, and a is a product too.", "y 由 a 算出，而 a 也是一次乘法的结果。"),
        ),
        Hint(
            3,
            number(3),
            Text(
                "y needs a, but the a that is fetched is the same one. Count the boxes, not the ways to them.",
                "y 需要 a，但取回的 a 就是同一个。要数方框，不要数走到它的路。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. How many boxes with a matrix product are in the picture?",
        "还不对。图里有几个做矩阵乘法的方框？",
    ),
)

exercise(
    "10.3",
    reference="ac",
    right=choices("ac"),
    because=Text(
        "In both, a row of two is known to meet a column of three. Of p nothing is known, so nothing contradicts.",
        "这两行都已知道，一行 2 个元素要遇上一列 3 个。而对 p 一无所知，也就没有矛盾。",
    ),
    hints=[
        Hint(
            "abc",
            lambda answer: "b" in "".join(answer).casefold(),
            Text(
                "What does the graph know about the shape of p? Three columns may yet come.",
                "关于 p 的形状，图知道什么？将来来的可能正好是三列。",
            ),
        ),
        Hint(
            "a",
            choices("a"),
            Text(
                "One is missing: None leaves the rows of q open. And its columns?",
                "还漏了一个：None 没有限定 q 的行数。那列数呢？",
            ),
        ),
        Hint(
            "acd",
            lambda answer: "d" in "".join(answer).casefold(),
            Text(
                "In d, a row of two meets a column of two: any number of rows will do.",
                "d 里一行 2 个元素遇上一列 2 个：行数是多少都行。",
            ),
        ),
        Hint(
            "c",
            choices("c"),
            Text(
                "One is missing: is anything open in the shape of a constant?",
                "还漏了一个：常量的形状还有没写定的地方吗？",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write both shapes beside each line, with a ? where nothing is known.",
        "还不对。在每一行旁边写出两个形状，不知道的地方写 ?。",
    ),
)
