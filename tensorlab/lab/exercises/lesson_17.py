"""Lesson 17, branches and loops: what runs although nobody took its branch, a gradient through a loop, and who decides.

Read next: the lesson itself, `lessons/17-branches-and-loops.ipynb`.
"""

from typing import Any

from tensorlab.lab.exercises.answers import Test, number, numbers
from tensorlab.lab.exercises.exercise import Hint, Text, exercise


def words(*wanted: str) -> Test:
    """These words in this order, however they are capitalised.

    >>> words("if", "for")(["If", "for"]), words("if", "for")(["for", "if"])
    (True, False)
    """

    def test(answer: Any) -> bool:
        if not isinstance(answer, list | tuple):
            return False
        return [str(word).strip().lower().removeprefix("tf.") for word in answer] == list(wanted)

    return test


exercise(
    "17.1",
    reference=[0, 3],
    right=numbers([0, 3]),
    because=Text(
        "`inner` is counted inside a branch that is never taken. `added` stands outside, and what a branch uses from "
        "outside is computed in every run.",
        "`inner` 的计数在一个从未被选中的分支里。`added` 写在分支之外，而分支从外面用到的东西，每次运行都会计算。",
    ),
    hints=[
        Hint(
            [0, 0],
            numbers([0, 0]),
            Text(
                "That would be so if `added` were made inside the function. Where does its line stand?",
                "如果 `added` 是在函数里面创建的，就会是这样。它那一行写在哪里？",
            ),
        ),
        Hint(
            [3, 3],
            numbers([3, 3]),
            Text(
                "`choice` is False in all three runs. Which function made the node that counts `inner`?",
                "三次运行里 `choice` 都是 False。给 `inner` 计数的节点是哪个函数创建的？",
            ),
        ),
        Hint(
            [3, 0],
            numbers([3, 0]),
            Text(
                "The other way round: which of the two counting nodes is made inside a function?",
                "正好反了：两个计数节点中，哪一个是在函数里面创建的？",
            ),
        ),
        Hint(
            [0, 1],
            numbers([0, 1]),
            Text(
                "Outside does not mean once for all: what is needed is computed in every run.",
                "“在外面”并不是说只做一次：用到的东西，每次运行都要计算。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Ask of each counting node: was it made inside one of the functions, or outside?",
        "还不对。对每个计数节点都问一句：它是在函数里面创建的，还是在外面？",
    ),
)

exercise(
    "17.2",
    reference=12,
    right=number(12),
    because=Text(
        "The result is x³. Each of the three rounds contributes 2 · 2 = 4, and together that is 3x² = 12.",
        "结果是 x³。三轮各贡献 2 · 2 = 4，加起来就是 3x² = 12。",
    ),
    hints=[
        Hint(
            8,
            number(8),
            Text(
                "That is the result itself, 2³. The gradient is asked for.", "这是结果本身，2³。问的是梯度。"
            ),
        ),
        Hint(
            4,
            number(4),
            Text(
                "That is what one round contributes. How many rounds use x?",
                "这是一轮的贡献。一共有几轮用到了 x？",
            ),
        ),
        Hint(
            6,
            number(6),
            Text(
                "3 · 2 is the derivative of 3x²/2. Write the result as a power of x first.",
                "3 · 2 不是 x 的三次幂的导数。先把结果写成 x 的幂。",
            ),
        ),
        Hint(
            1,
            number(1),
            Text(
                "y begins at 1 and does not depend on x; but what is multiplied with it does.",
                "y 从 1 开始，与 x 无关；可是乘上去的数与 x 有关。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write down the result as a power of x, and take its derivative at 2.",
        "还不对。把结果写成 x 的幂，再求它在 2 处的导数。",
    ),
)

exercise(
    "17.3",
    reference=["for", "cond", "while", "if"],
    right=words("for", "cond", "while", "if"),
    because=Text(
        "The number of layers and the optimizer are known while the graph is described. The placeholder and the length "
        "of the sentence are known only when it runs.",
        "层数和优化器在描述计算图时就知道；占位符的值和句子的长度要到运行时才知道。",
    ),
    hints=[
        Hint(
            ["for", "if", "while", "if"],
            words("for", "if", "while", "if"),
            Text(
                "Almost. For (b): does the placeholder have a value while the graph is described?",
                "差一点。看 (b)：描述计算图的时候，占位符有值吗？",
            ),
        ),
        Hint(
            ["for", "cond", "for", "if"],
            words("for", "cond", "for", "if"),
            Text(
                "Almost. For (c): how many rounds would the `for` make, when the length is fed later?",
                "差一点。看 (c)：长度要到后来才喂入，`for` 该写几轮？",
            ),
        ),
        Hint(
            ["while", "cond", "while", "if"],
            words("while", "cond", "while", "if"),
            Text(
                "Almost. For (a): the number of layers is known, and each has weights of its own.",
                "差一点。看 (a)：层数是已知的，而且每层有自己的权重。",
            ),
        ),
        Hint(
            ["for", "cond", "while", "cond"],
            words("for", "cond", "while", "cond"),
            Text(
                "Almost. For (d): how the program was started is known before there is a graph.",
                "差一点。看 (d)：程序怎样启动，在有计算图之前就知道了。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Ask each time: is it known while the graph is described? The words are if, for, cond and while.",
        "还不对。每次都问：描述计算图的时候知道吗？四个词是 if、for、cond 和 while。",
    ),
)
