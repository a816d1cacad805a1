"""Lesson 25, from here: what a traced function does not do again, gradients that add up, and what is true everywhere.

Read next: the lesson itself, `lessons/25-from-here.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "25.1",
    reference=1,
    right=number(1),
    because=Text(
        "The Python is run while the function is traced, at the first call. The other calls run what was kept.",
        "Python 代码只在第一次调用、追踪函数的时候运行。后面的调用，运行的是存下来的操作。",
    ),
    hints=[
        Hint(
            100,
            number(100),
            Text(
                "So it would be without the decorator. What does jax.jit run from the second call on?",
                "没有那个装饰器才会这样。从第二次调用起，jax.jit 运行的是什么？",
            ),
        ),
        Hint(
            0,
            number(0),
            Text(
                "Something has to go through the Python once, or nobody would know which operations there are.",
                "总得有人把 Python 代码走一遍，不然怎么知道有哪些操作？",
            ),
        ),
        Hint(
            101,
            number(101),
            Text(
                "Tracing is not one more run beside the others: it takes the place of running the Python.",
                "追踪并不是在各次运行之外再多一次：有了它，Python 代码就不必再运行了。",
            ),
        ),
        Hint(
            2,
            number(2),
            Text(
                "The gradient is made from what tracing saw. For it, the Python is not run again.",
                "梯度是用追踪时看到的东西做出来的，不用为它再运行一遍 Python 代码。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Compare it with square in the cell above: when was its line of Python run?",
        "还不对。和上面单元格里的 square 比一比：它那一行 Python 是什么时候运行的？",
    ),
)

exercise(
    "25.2",
    reference=20,
    right=number(20),
    because=Text(
        "The slope of 5w is 5, whatever w is, and nobody put it back to zero: four times 5.",
        "不管 w 是多少，5w 的斜率都是 5；又没有人把它清零：四个 5 相加。",
    ),
    hints=[
        Hint(
            5,
            number(5),
            Text(
                "That is the gradient of one round. What was in w.grad before the last backward?",
                "这是一轮的梯度。最后一次 backward 之前，w.grad 里已经有什么？",
            ),
        ),
        Hint(
            40,
            number(40),
            Text(
                "Those are the losses added up. It is the slopes that add up, and the slope of 5w is not 10.",
                "你加的是损失。累加的是斜率，而 5w 的斜率不是 10。",
            ),
        ),
        Hint(
            10,
            number(10),
            Text(
                "That is the loss. Its slope with respect to w is something else.",
                "这是损失，不是它对 w 的斜率。",
            ),
        ),
        Hint(
            625,
            number(625),
            Text(
                "The gradients of several calls are added, not multiplied.",
                "几次调用的梯度是相加，不是相乘。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write down the slope of one round, and then what w.grad holds after each of the four.",
        "还不对。先写出一轮的斜率，再写出四轮里每一轮之后 w.grad 是多少。",
    ),
)

exercise(
    "25.3",
    reference="ace",
    right=choices("ace"),
    because=Text(
        "Forward, backward by the chain rule, update. Where values live and when they appear differs.",
        "前向，用链式法则反向，更新。值放在哪里、什么时候出现，则各不相同。",
    ),
    hints=[
        Hint(
            "acde",
            choices("acde"),
            Text(
                "One too many. Think of the cell at the top: what is in z there before the session runs?",
                "多了一个。想想最上面那个单元格：会话运行之前，z 里有什么？",
            ),
        ),
        Hint(
            "abce",
            lambda answer: "b" in str(answer).casefold(),
            Text(
                "Three of the four libraries have no session in which anything could live.",
                "四个库里有三个没有会话，什么也没法存放在里面。",
            ),
        ),
        Hint(
            "ac",
            choices("ac"),
            Text(
                'One is missing. Read the line in NumPy below the comment "update", and then the others.',
                "还漏了一个。读一读 NumPy 里注释「更新」下面的那一行，再看别的程序。",
            ),
        ),
        Hint(
            "ae",
            choices("ae"),
            Text(
                "One is missing. What do backward, the tape, value_and_grad and tf.gradients have in common?",
                "还漏了一个。backward、tape、value_and_grad 和 tf.gradients 有什么共同之处？",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Take one sentence after the other, and look for a library in which it is false.",
        "还不对。一句一句来，找一找有没有哪个库让它不成立。",
    ),
)
