"""Lesson 11, placeholders and feeds: what fits into a placeholder, and how long a fed value lasts.

Read next: the lesson itself, `lessons/11-placeholders.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, number, numbers
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "11.1",
    reference="ace",
    right=choices("ace"),
    because=Text(
        "Two axes, the second of length 2: x asks for no more. Whole numbers are converted, and no rows will do too.",
        "两个维度，第二维长度为 2：x 要求的只有这些。整数会被转换，零行也是行。",
    ),
    hints=[
        Hint(
            "ac",
            choices("ac"),
            Text(
                "One is missing: None allows any number of rows. Which is the smallest?",
                "还漏了一个：None 允许任意行数。最少可以是几行？",
            ),
        ),
        Hint(
            "ae",
            choices("ae"),
            Text(
                "One is missing: NumPy makes float32 of whole numbers without losing anything.",
                "还漏了一个：NumPy 可以把整数变成 float32，什么也不会丢。",
            ),
        ),
        Hint(
            "a",
            choices("a"),
            Text(
                "Two are missing. None is no particular number of rows, and what is fed is converted.",
                "还漏了两个。None 不指定是几行，而喂入的值会被转换。",
            ),
        ),
        Hint(
            "abce",
            lambda answer: "b" in "".join(answer).casefold(),
            Text(
                "Count the axes of b: a plain list of two numbers has one. How many has x?",
                "数一数 b 有几个维度：两个数的普通列表只有一个。x 有几个？",
            ),
        ),
        Hint(
            "acde",
            lambda answer: "d" in "".join(answer).casefold(),
            Text(
                "None stands for the rows alone. The number of columns is fixed.",
                "None 说的只是行。列数是固定的。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write the shape of each value beside it, and compare it with [None, 2].",
        "还不对。把每个值的形状写在旁边，再和 [None, 2] 比较。",
    ),
)

exercise(
    "11.2",
    reference=7,
    right=lambda answer: number(7)(answer) or numbers([[7]])(answer),
    because=Text(
        "What is fed is what a has in this run. The product of x and w is not even computed.",
        "在这次运行里，a 就是喂入的值。x 与 w 的乘积根本没有计算。",
    ),
    hints=[
        Hint(
            3,
            lambda answer: number(3)(answer) or numbers([[3]])(answer),
            Text(
                "That would be x times w. Does anybody still need it, when a has its value already?",
                "那是 x 乘以 w 的结果。a 已经有值了，还有谁需要它？",
            ),
        ),
        Hint(
            70,
            lambda answer: number(70)(answer) or numbers([[70]])(answer),
            Text("That is y, ten times as much. Fetched is a.", "那是 y，是它的十倍。取回的是 a。"),
        ),
        Hint(
            10,
            lambda answer: number(10)(answer) or numbers([[10]])(answer),
            Text(
                "A feed adds nothing to what would have been computed: it takes its place.",
                "喂入值不是加到计算结果上，而是取代它。",
            ),
        ),
        Hint(
            "error",
            lambda answer: isinstance(answer, str) and answer.strip(),
            Text(
                "It is no error: x is fed as well, and not needed. Write the number.",
                "不会报错：x 也喂了，只是用不上。请写出那个数。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Which of the two feeds lies nearer to what is fetched?",
        "还不对。两个喂入值，哪一个离取回的张量更近？",
    ),
)

exercise(
    "11.3",
    reference=6,
    right=number(6),
    because=Text(
        "The second run has no feed, so it reads v from the session, where 3 stands as before.",
        "第二次运行没有喂入，所以从会话里读 v，那里仍然是 3。",
    ),
    hints=[
        Hint(
            8,
            number(8),
            Text(
                "That is the first line. To feed is not to assign: how long does a fed value last?",
                "那是第一行的结果。喂入不是赋值：喂入的值能保留多久？",
            ),
        ),
        Hint(
            3,
            number(3),
            Text("That is v itself. The fetch is v * 2.0.", "那是 v 本身。取回的是 v * 2.0。"),
        ),
        Hint(
            4,
            number(4),
            Text(
                "4 was the value of v in the first run only, and it would still have to be doubled.",
                "4 只是第一次运行里 v 的值，而且还要乘以 2。",
            ),
        ),
        Hint(
            "error",
            lambda answer: isinstance(answer, str) and answer.strip(),
            Text(
                "No error: a variable, unlike a placeholder, has a value of its own in the session.",
                "不会报错：变量和占位符不同，它在会话里有自己的值。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. What does the session hold for v after the first line, and who wrote it?",
        "还不对。第一行之后，会话里的 v 是多少？是谁写进去的？",
    ),
)
