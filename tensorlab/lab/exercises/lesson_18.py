"""Lesson 18, saving and restoring: what a checkpoint must fit, what it has to hold, and which one is the newest.

Read next: the lesson itself, `lessons/18-saving-and-restoring.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, numbers
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "18.1",
    reference="bcf",
    right=choices("bcf"),
    because=Text(
        "A saver asks for names and shapes: b and c ask for names that are not there, and f for another shape.",
        "Saver 要的是名字和形状：b 和 c 要的名字不在检查点里，f 要的形状不同。",
    ),
    hints=[
        Hint(
            "bf",
            choices("bf"),
            Text(
                "One is missing. Adam keeps variables, too, under names of its own. Does the checkpoint have them?",
                "还漏了一个。Adam 也有变量，用的是它自己的名字。检查点里有吗？",
            ),
        ),
        Hint(
            "bc",
            choices("bc"),
            Text(
                "One is missing. The names are not all: what else has to fit before a value can be assigned?",
                "还漏了一个。光有名字不够：要赋值，还有什么必须相符？",
            ),
        ),
        Hint(
            "b",
            choices("b"),
            Text(
                "That is one of three. Which variables does a change add, and which get another shape?",
                "三个里对了一个。哪个改动会增加变量，哪个会让变量的形状不同？",
            ),
        ),
        Hint(
            "abcf",
            lambda answer: "a" in str(answer).casefold(),
            Text(
                "One too many: the learning rate is a constant of the graph. A checkpoint has no constants.",
                "多了一个：学习率是图里的常量，检查点里没有常量。",
            ),
        ),
        Hint(
            "bcdf",
            lambda answer: "d" in str(answer).casefold(),
            Text(
                "One too many: another loss is another computation. Does it need other variables?",
                "多了一个：换一个损失，只是换一种计算。它需要别的变量吗？",
            ),
        ),
        Hint(
            "bcef",
            lambda answer: "e" in str(answer).casefold(),
            Text(
                "One too many: data are no variables, however many there are.",
                "多了一个：数据不是变量，有多少都一样。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. For each change ask: does a variable get another name or another shape, or is there a new one?",
        "还不对。对每个改动都问一问：有没有变量换了名字、换了形状，或者多出了新的变量？",
    ),
)

exercise(
    "18.2",
    reference=[9, 2],
    right=numbers([9, 2]),
    because=Text(
        "Three of your own, two for w and two for b, and Adam's own two: 9. Trainable are w and b only.",
        "你自己的三个，w 和 b 各两个，加上 Adam 自己的两个：9 个。可训练的只有 w 和 b。",
    ),
    hints=[
        Hint(
            [7, 2],
            numbers([7, 2]),
            Text(
                "Nearly. Adam keeps two numbers for itself, the powers of its decay rates.",
                "差一点。Adam 还为自己保存两个数，也就是两个衰减率的幂。",
            ),
        ),
        Hint(
            [11, 2],
            numbers([11, 2]),
            Text(
                "steps is not trained, so Adam keeps nothing beside it.",
                "steps 不参加训练，所以 Adam 不为它另建变量。",
            ),
        ),
        Hint(
            [3, 2],
            numbers([3, 2]),
            Text(
                "These are the ones that you have made. A saver saves all global variables, the optimizer's too.",
                "这是你自己创建的变量。Saver 保存所有的全局变量，优化器的也在内。",
            ),
        ),
        Hint(
            [9, 3],
            numbers([9, 3]),
            Text(
                "The first is right. Is steps trainable?",
                "第一个对了。steps 是可训练的吗？",
            ),
        ),
        Hint(
            [2, 9],
            numbers([2, 9]),
            Text(
                "The right numbers, the other way round.",
                "数对了，顺序反了。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Count your own variables, then those that Adam keeps for w, for b, and for itself.",
        "还不对。先数你自己的变量，再数 Adam 为 w、为 b 以及为它自己保存的变量。",
    ),
)

exercise(
    "18.3",
    reference=[600, 700],
    right=lambda answer: sorted(int(step) for step in answer) == [600, 700],
    because=Text(
        "700 was the last save, and the one before it was kept. The work of 77 steps is lost.",
        "第 700 步是最后一次保存，它之前的那个也留着。丢掉的是 77 步的工作。",
    ),
    hints=[
        Hint(
            [700],
            numbers([700]),
            Text(
                "That is the newest. max_to_keep=2 keeps one more.",
                "这是最新的。max_to_keep=2 还留着另一个。",
            ),
        ),
        Hint(
            [777],
            lambda answer: 777 in list(answer),
            Text(
                "Nothing was saved after 777 steps. When was the last time?",
                "走到第 777 步时并没有保存。最后一次保存是什么时候？",
            ),
        ),
        Hint(
            [100, 200, 300, 400, 500, 600, 700],
            lambda answer: len(list(answer)) > 2,
            Text(
                "These were all saved. How many of them does max_to_keep=2 leave?",
                "这些都保存过。max_to_keep=2 会留下几个？",
            ),
        ),
        Hint(
            [700, 800],
            lambda answer: 800 in list(answer),
            Text(
                "The training never came to step 800.",
                "训练没有走到第 800 步。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. When were checkpoints written, and which of them were removed again?",
        "还不对。检查点是在什么时候写的，其中哪些又被删掉了？",
    ),
)
