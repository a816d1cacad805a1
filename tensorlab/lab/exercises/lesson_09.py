"""Lesson 9, random beginnings: when a number is drawn, what a seed fixes, and the mean of a gamma distribution.

Read next: the lesson itself, `lessons/09-random-beginnings.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "9.1",
    reference="ac",
    right=choices("ac"),
    because=Text(
        "In one run draw has one value, so it minus itself is 0. And w keeps its value from run to run.",
        "在一次运行里，draw 只有一个值，减去自己就是 0。而 w 的值会一直保留下去。",
    ),
    hints=[
        Hint(
            "abc",
            lambda answer: "b" in "".join(answer).casefold(),
            Text(
                "Count the runs in b: there are two, and each of them draws.",
                "数一数 b 里有几次运行：有两次，每次都会抽取。",
            ),
        ),
        Hint(
            "acd",
            lambda answer: "d" in "".join(answer).casefold(),
            Text(
                "w kept what was drawn when it was initialised. What does draw do in the run of d?",
                "w 留住的是初始化时抽到的数。而在 d 的那次运行里，draw 会做什么？",
            ),
        ),
        Hint(
            "c",
            choices("c"),
            Text(
                "One is missing: how often does a node draw within one run?",
                "还漏了一个：在一次运行里，一个节点抽取几次？",
            ),
        ),
        Hint(
            "a",
            choices("a"),
            Text(
                "One is missing: reading a variable draws nothing.",
                "还漏了一个：读取变量并不会抽取。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Ask of each line: how many runs are there, and in which of them does draw run?",
        "还不对。对每一行都问一问：有几次运行，draw 在其中哪几次里运行？",
    ),
)

exercise(
    "9.2",
    reference=6,
    right=number(6),
    because=Text(
        "Both begin at the front of the same stream, so the three numbers of w2 are the first three of w1.",
        "两个都从同一个随机流的开头取起，所以 w2 的三个数就是 w1 的前三个数。",
    ),
    hints=[
        Hint(
            9,
            number(9),
            Text(
                "That would be so with two streams. What do two nodes with the same seed draw?",
                "如果有两个随机流，才是这样。种子相同的两个节点，抽到的是什么？",
            ),
        ),
        Hint(
            3,
            number(3),
            Text(
                "Three numbers occur twice. The question is how many there are in all, each counted once.",
                "有三个数出现了两次。题目问的是：每个数只算一次，一共有几个。",
            ),
        ),
        Hint(
            1,
            number(1),
            Text(
                "A seed does not make all numbers equal: it fixes the whole row of them.",
                "种子不会让所有的数都相等：它固定的是整整一列数。",
            ),
        ),
        Hint(
            2,
            number(2),
            Text(
                "Two nodes, but one stream: count the numbers that were taken from it.",
                "节点有两个，随机流只有一个：数一数从中取出了几个数。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Print both with a session, and mark the numbers that you see twice.",
        "还不对。用会话把两个都打印出来，把出现两次的数圈出来。",
    ),
)

exercise(
    "9.3",
    reference=3,
    right=number(3, within=0.02),
    because=Text(
        "alpha / beta: beta is an inverse scale, so it divides.",
        "alpha / beta：beta 是尺度的倒数，所以要除以它。",
    ),
    hints=[
        Hint(
            12,
            number(12),
            Text(
                "That would be right if beta were a scale, as the tutorial has it. It is the inverse of one.",
                "如果 beta 像教程说的那样是尺度，就是这样。其实它是尺度的倒数。",
            ),
        ),
        Hint(
            6,
            number(6),
            Text("That is alpha: the mean if beta were 1.", "这是 alpha：beta 为 1 时的平均值。"),
        ),
        Hint(
            2,
            number(2),
            Text("That is beta itself.", "这是 beta 本身。"),
        ),
        Hint(
            1 / 3,
            number(1 / 3),
            Text("The other way round: which of the two divides?", "反了：两个数里，哪一个是除数？"),
        ),
    ],
    otherwise=Text(
        "Not yet. In the printout, alpha = 2 and beta = 4 had a mean of about 0.5.",
        "还不对。前面打印出来的，alpha = 2、beta = 4 时，平均值约为 0.5。",
    ),
)
