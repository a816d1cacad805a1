"""Lesson 20, queues: how often a node takes something out, what is left over, and in which order things happen.

Read next: the lesson itself, `lessons/20-queues-and-threads.ipynb`.
"""

from tensorlab.lab.exercises.answers import numbers
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "20.1",
    reference=[1, 2, 4],
    right=numbers([1, 2, 4]),
    because=Text(
        "In each run `a` takes out one element, and whoever uses it gets the same: first 1 and 1 + 1, then 2 + 2.",
        "每次运行，`a` 取出一个元素，用它的地方拿到的都是同一个：先是 1 和 1 + 1，再是 2 + 2。",
    ),
    hints=[
        Hint(
            [1, 3, 7],
            numbers([1, 3, 7]),
            Text(
                "That would be so if `a + a` took two elements out. How many nodes of type dequeue are there?",
                "要是 `a + a` 取出两个元素，就会这样。图里有几个取出元素的节点？",
            ),
        ),
        Hint(
            [1, 4, 6],
            numbers([1, 4, 6]),
            Text(
                "That would be so if every fetch ran the node anew. In one run a node runs once.",
                "要是每取回一次就重新运行节点，就会这样。一次运行里，一个节点只运行一次。",
            ),
        ),
        Hint(
            [1, 2, 2],
            numbers([1, 2, 2]),
            Text(
                "The first run is right. Is the 1 still there in the second?",
                "第一次运行是对的。到第二次运行时，1 还在吗？",
            ),
        ),
        Hint(
            [4, 8, 6],
            numbers([4, 8, 6]),
            Text(
                "First in, first out: which element came first?",
                "先进先出：哪个元素是最先进来的？",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Ask for each run: how many elements does it take out, and which?",
        "还不对。对每次运行都问：它取出几个元素？是哪个？",
    ),
)

exercise(
    "20.2",
    reference=[12, 13],
    right=numbers([12, 13]),
    because=Text(
        "4 · 25 = 100 examples are twelve batches of 8, and 4 examples are left over: a thirteenth, smaller batch.",
        "4 · 25 = 100 个样本，是十二批，每批 8 个，还剩 4 个样本：第十三批，小一些。",
    ),
    hints=[
        Hint(
            [12, 16],
            numbers([12, 16]),
            Text(
                "You count the batches of each epoch. The queue before `batch` knows nothing of epochs.",
                "你是一轮一轮数批次的。`batch` 前面的队列不知道有“轮”这回事。",
            ),
        ),
        Hint(
            [12, 12],
            numbers([12, 12]),
            Text(
                "The first is right. 12 · 8 is 96: what happens to the rest?",
                "第一个对。12 · 8 是 96：剩下的怎么办？",
            ),
        ),
        Hint(
            [13, 12],
            numbers([13, 12]),
            Text(
                "The other way round: with a smaller final batch there is one more.",
                "正好反了：允许最后一批较小，就多一批。",
            ),
        ),
        Hint(
            [3, 4],
            numbers([3, 4]),
            Text("That is one epoch. There are four.", "这是一轮。一共有四轮。"),
        ),
    ],
    otherwise=Text(
        "Not yet. Count the examples of all epochs together, and divide by 8.",
        "还不对。把所有轮的样本加在一起数，再除以 8。",
    ),
)

exercise(
    "20.3",
    reference=[3, 2, 3, 2],
    right=numbers([3, 2, 3, 2]),
    because=Text(
        "First the five examples become a batch of 3 and one of 2, and then these two batches come twice.",
        "五个样本先变成一批 3 个、一批 2 个，然后这两批重复两遍。",
    ),
    hints=[
        Hint(
            [3, 3, 3, 1],
            numbers([3, 3, 3, 1]),
            Text(
                "That is `repeat` first. Here the batches are made before anything is repeated.",
                "这是先 `repeat` 的结果。这里是先分批，再重复。",
            ),
        ),
        Hint(
            [3, 3],
            numbers([3, 3]),
            Text(
                "The smaller batch is not thrown away, unless you say drop_remainder=True.",
                "较小的那一批不会丢掉，除非写上 drop_remainder=True。",
            ),
        ),
        Hint(
            [3, 2],
            numbers([3, 2]),
            Text("That is right for once. And repeated?", "只有一遍的话是这样。重复之后呢？"),
        ),
        Hint(
            [6, 4],
            numbers([6, 4]),
            Text(
                "Repeating makes more batches; it does not make them larger.",
                "重复会让批次变多，不会让批次变大。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Do one after the other, on paper: first the batches of five examples, then those again.",
        "还不对。在纸上一步一步来：先把五个样本分批，再把这些批次重复一遍。",
    ),
)
