"""Lesson 0, welcome: a changed number, and a run that is asked for less.

Read next: the lesson itself, `lessons/00-welcome.ipynb`.
"""

from tensorlab.lab.exercises.answers import number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "0.1",
    reference=35,
    right=number(35),
    because=Text(
        "Ten pens at 3 are 30, and 5 for postage.",
        "十支笔，每支 3 元，是 30 元，再加邮费 5 元。",
    ),
    hints=[
        Hint(
            17,
            number(17),
            Text(
                "That is the old result. Run the changed cell again first, then the cell with the session: "
                "a change counts only once its cell has run.",
                "这是原来的结果。先重新运行改过的单元格，再运行会话所在的单元格：改动要运行之后才算数。",
            ),
        ),
        Hint(
            30,
            number(30),
            Text(
                "That comes out of goods. The question is what comes out of total, one step later.",
                "这是 goods 得出的数。问题问的是再往后一步，total 得出的数。",
            ),
        ),
        Hint(
            18,
            number(18),
            Text(
                "That is the sum of all three numbers. Look at the box goods: what does it do with its two?",
                "这是三个数的和。看看方框 goods：它拿两个数做了什么？",
            ),
        ),
    ],
)

exercise(
    "0.2",
    reference=1,
    right=number(1),
    because=Text(
        "Only goods is computed. Nobody asked for total, so the session does not add anything.",
        "只算 goods。没有人要 total，会话就不做加法。",
    ),
    hints=[
        Hint(
            2,
            number(2),
            Text(
                "That is the run for total. Does goods need what total computes?",
                "这是取回 total 的那次运行。goods 需要 total 算出的值吗？",
            ),
        ),
        Hint(
            3,
            number(3),
            Text(
                "Two constants and a product would be three. But constants are known already: "
                "a step is a box that computes.",
                "两个常量加一次乘法，是三个。可是常量已经知道了：方框做一次计算才算一步。",
            ),
        ),
        Hint(
            0,
            number(0),
            Text(
                "Something has to be computed: the session gives you a number which the program nowhere states.",
                "总要算点什么：会话给你的那个数，程序里哪儿也没有写。",
            ),
        ),
    ],
)
