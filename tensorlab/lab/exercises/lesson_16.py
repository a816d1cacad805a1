"""Lesson 16, order: which results are possible, what waits in a block, and what cannot be made to wait any more.

Read next: the lesson itself, `lessons/16-order.ipynb`.
"""

from typing import Any

from tensorlab.lab.exercises.answers import Test, choices
from tensorlab.lab.exercises.exercise import Hint, Text, exercise


def all_of(*wanted: float) -> Test:
    """These numbers in any order, each at least once.

    >>> all_of(2, 10)([10.0, 2]), all_of(2, 10)([2]), all_of(4)(4)
    (True, False, True)
    """

    def test(answer: Any) -> bool:
        given = list(answer) if isinstance(answer, list | tuple | set) else [answer]
        return {float(one) for one in given} == {float(one) for one in wanted}

    return test


exercise(
    "16.1",
    reference=[2, 10, 11, 20],
    right=all_of(2, 10, 11, 20),
    because=Text(
        "One after the other gives 20 or 11; where both read the 1 first, the later write decides: 2 or 10.",
        "依次进行，得到 20 或 11；如果两个都先读到 1，就看谁后写：2 或 10。",
    ),
    hints=[
        Hint(
            [11, 20],
            all_of(11, 20),
            Text(
                "That is one after the other, in both ways. What if both have read the 1 before anything is written?",
                "这是依次进行的两种情况。如果两个都在写入之前就读到了 1 呢？",
            ),
        ),
        Hint(
            [2, 10],
            all_of(2, 10),
            Text(
                "These are the lost updates. It can also go well, in two ways.",
                "这是丢失更新的情况。也可能顺利进行，而且有两种。",
            ),
        ),
        Hint(
            [20],
            all_of(20),
            Text(
                "That is tensorlab's own order. The graph allows others.",
                "这是 tensorlab 采用的顺序。计算图还允许别的顺序。",
            ),
        ),
        Hint(
            [2, 10, 20],
            all_of(2, 10, 20),
            Text(
                "One is missing. The operation that is described second may also be the first to run.",
                "还漏了一个。后描述的操作也可能先运行完。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write down the four operations, two sums and two writes, and try their orders one by one.",
        "还不对。写出四个操作：两个计算，两个写入；再把它们的顺序一种一种试过去。",
    ),
)

exercise(
    "16.2",
    reference="af",
    right=choices("af"),
    because=Text(
        "a reads the counter in the block, and f needs a. The others have a read in them that waits for nothing.",
        "a 在块里读计数器，f 又需要 a。其余的都含有一次什么也不等的读取。",
    ),
    hints=[
        Hint(
            "a",
            choices("a"),
            Text(
                "One is missing. What needs the value of an operation that waits has to wait as well.",
                "还漏了一个。如果一个操作在等待，需要它的值的操作也得等。",
            ),
        ),
        Hint(
            "abf",
            lambda answer: "b" in str(answer).casefold(),
            Text(
                "One too many: tf.identity waits, but doubled was made outside and may have been computed long before.",
                "多了一个：tf.identity 会等，可 doubled 是在块外创建的，也许早就算好了。",
            ),
        ),
        Hint(
            "acf",
            lambda answer: "c" in str(answer).casefold(),
            Text(
                "One too many: c is another name for the variable. No operation is made, so nothing waits.",
                "多了一个：c 只是变量的另一个名字，没有创建任何操作，也就没有谁在等。",
            ),
        ),
        Hint(
            "adf",
            lambda answer: "d" in str(answer).casefold(),
            Text(
                "One too many: one half of that sum is fresh. Where was the other half made?",
                "多了一个：那个和有一半是新的。另一半是在哪里创建的？",
            ),
        ),
        Hint(
            "aef",
            lambda answer: "e" in str(answer).casefold(),
            Text(
                "One too many: a line below the block is not inside it. e does not wait.",
                "多了一个：写在块的后面，不等于在块里。e 并不等待。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. For each letter, find every read of the counter, and ask whether it was made in the block.",
        "还不对。对每个字母，找出所有读计数器的地方，问一问它是不是在块里创建的。",
    ),
)

exercise(
    "16.3",
    reference=[4, 16],
    right=all_of(4, 16),
    because=Text(
        "Only the handing on waits for the step. loss itself was made outside and may be computed before or after it.",
        "等待训练步的只是传递。loss 本身在块外创建，在那之前或之后计算都可以。",
    ),
    hints=[
        Hint(
            [4],
            all_of(4),
            Text(
                "identity waits for the step. Does the operation that computes the square wait, too?",
                "identity 会等训练步。那么，计算平方的操作也等吗？",
            ),
        ),
        Hint(
            [16],
            all_of(16),
            Text(
                "That is what you get here. Is there a legal order in which loss is computed after the step?",
                "在这里得到的是它。有没有一种合法顺序，在训练步之后才计算 loss？",
            ),
        ),
        Hint(
            [2, 4],
            all_of(2, 4),
            Text(
                "These are weights. The question is about the loss, their square.",
                "这是权重。问的是损失，也就是权重的平方。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Before the step the weight is 4, after it 2. When may its square be computed?",
        "还不对。训练步之前权重是 4，之后是 2。它的平方可以在什么时候计算？",
    ),
)
