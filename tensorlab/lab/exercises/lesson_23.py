"""Lesson 23, recurrent networks: a state by hand, how many weights a cell has, and which output is the last.

Read next: the lesson itself, `lessons/23-recurrent-networks.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, number, numbers
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "23.1",
    reference=1.75,
    right=number(1.75),
    because=Text(
        "1, then 1 + 0.5 · 1 = 1.5, then 1 + 0.5 · 1.5 = 1.75. The first 1 has been halved twice.",
        "先是 1，然后 1 + 0.5 · 1 = 1.5，再是 1 + 0.5 · 1.5 = 1.75。第一个 1 被减半了两次。",
    ),
    hints=[
        Hint(
            1.5,
            number(1.5),
            Text(
                "That is the state after two steps. One more input comes in.",
                "这是两步之后的状态。还有一个输入没进来。",
            ),
        ),
        Hint(
            2,
            number(2),
            Text(
                "U multiplies the whole state of the step before, in which the first input has already been halved.",
                "U 乘的是上一步的整个状态，而第一个输入在其中已经被减半过了。",
            ),
        ),
        Hint(
            3,
            number(3),
            Text(
                "That is the running total, with U = 1. Now each state is halved before the next input is added.",
                "这是 U = 1 时的累加和。现在每个状态先减半，再加上下一个输入。",
            ),
        ),
        Hint(
            0.875,
            number(0.875),
            Text(
                "Only the state is multiplied by 0.5. The input comes in with W = 1.",
                "只有状态乘以 0.5；输入是乘以 W = 1 进来的。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write three lines: each state is its input plus half the state before, which is 0 at first.",
        "还不对。写成三行：每个状态等于这一步的输入加上前一个状态的一半；最开始的状态是 0。",
    ),
)

exercise(
    "23.2",
    reference=[5952, 23808],
    right=numbers([5952, 23808], within=1e-6),
    because=Text(
        "Each of the 64 units has a weight for each of 28 inputs and each of 64 entries of the state, and a bias: "
        "(28 + 64 + 1) · 64 = 5952. The LSTM has that four times.",
        "64 个神经元中的每一个，对 28 个输入和 64 个状态元素各有一个权重，再加一个偏置："
        "(28 + 64 + 1) · 64 = 5952。LSTM 有四份这样的参数。",
    ),
    hints=[
        Hint(
            [5888, 23552],
            numbers([5888, 23552], within=1e-6),
            Text(
                "Almost: these are the weights. The bias is missing.", "差一点：这是权重的个数，还少了偏置。"
            ),
        ),
        Hint(
            [1856, 7424],
            numbers([1856, 7424], within=1e-6),
            Text(
                "That would be a dense layer. The cell also reads its own state, which is 64 wide.",
                "这是全连接层的个数。单元还要读自己的状态，它的宽度是 64。",
            ),
        ),
        Hint(
            [5952, 5952],
            numbers([5952, 5952], within=1e-6),
            Text(
                "The first is right. The LSTM makes four sums from the same inputs, each with weights of its own.",
                "第一个对了。LSTM 用同样的输入算四个和，每个和都有自己的权重。",
            ),
        ),
        Hint(
            [5952, 17856],
            numbers([5952, 17856], within=1e-6),
            Text(
                "The first is right. Three gates, and a fourth sum: what is to be let in.",
                "第一个对了。三个门之外还有第四个和：要写入的内容。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. How wide is the row [x, h]? Each unit has a weight for every entry of it, and one bias.",
        "还不对。[x, h] 这一行有多宽？每个神经元对其中每个元素有一个权重，另有一个偏置。",
    ),
)

exercise(
    "23.3",
    reference="c",
    right=choices("c"),
    because=Text(
        "The state of a sentence waits from its own last word on, and for this cell state and output are the same.",
        "句子的状态从它自己的最后一个词起就停住不变；对这种单元来说，状态就是输出。",
    ),
    hints=[
        Hint(
            "b",
            choices("b"),
            Text(
                "That is right where all sentences have full length. What stands there for a shorter one?",
                "所有句子都填满时这是对的。短一些的句子，那个位置上是什么？",
            ),
        ),
        Hint(
            "a",
            choices("a"),
            Text(
                "The first axis of the outputs is the batch: that is the last sentence, with all its steps.",
                "输出的第一个轴是批次：这是最后一个句子的所有步。",
            ),
        ),
        Hint(
            "d",
            choices("d"),
            Text(
                "That is what the cell said after the first word of each sentence.",
                "这是每个句子读完第一个词之后的输出。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write one letter, and look at what was printed for the row of length 2.",
        "还不对。写一个字母，再看看长度为 2 的那一行输出了什么。",
    ),
)
