"""Lesson 1, describe, then run: what a run computes, what belongs to one run, and how a graph grows.

Read next: the lesson itself, `lessons/01-describe-then-run.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "1.1",
    reference=3,
    right=number(3),
    because=Text(
        "result was asked for, and it needs product and total. Nobody needs nonsense.",
        "要取回的是 result，它需要 product 和 total。没有人需要 nonsense。",
    ),
    hints=[
        Hint(
            4,
            number(4),
            Text(
                "A box runs only when somebody needs what comes out of it. Is there an arrow "
                "from every box to result?",
                "方框得出的值有人需要，它才会运行。是不是每个方框都有箭头通往 result？",
            ),
        ),
        Hint(
            1,
            number(1),
            Text(
                "result cannot subtract before it has two values. Which boxes do its arrows come from?",
                "result 得先有两个值才能相减。指向它的箭头从哪些方框来？",
            ),
        ),
        Hint(
            2,
            number(2),
            Text(
                "Those are the two that result needs. What was asked for runs too.",
                "这是 result 需要的那两个。要取回的那个自己也要运行。",
            ),
        ),
        Hint(
            6,
            number(6),
            Text(
                "You have counted the constants a and b. The question is about the boxes of the picture.",
                "你把常量 a 和 b 也数进去了。问题问的是图上的方框。",
            ),
        ),
    ],
)

exercise(
    "1.2",
    reference="ac",
    right=choices("ac"),
    because=Text(
        "In one run dice is thrown once, and double adds this one throw to itself.",
        "一次运行里骰子只掷一次，double 把这一次的点数加上它自己。",
    ),
    hints=[
        Hint(
            "abc",
            choices("abc"),
            Text(
                "For 3 and 8, dice would have to be thrown again on the way to double. "
                "How often does one run compute a node?",
                "要得到 3 和 8，在算 double 的路上骰子得再掷一次。一次运行里，一个节点计算几遍？",
            ),
        ),
        Hint(
            "abcd",
            choices("abcd"),
            Text(
                "That would be two independent throws. Both names stand for the same node, and this is one run.",
                "那得是互不相干的两次。可是两处用的是同一个节点，而且这是同一次运行。",
            ),
        ),
        Hint(
            "a",
            choices("a"),
            Text(
                "That one, yes. Check the others in the same way: is the second number twice the first?",
                "这一对对了。其余的也同样检查：第二个数是第一个数的两倍吗？",
            ),
        ),
        Hint(
            "bd",
            choices("bd"),
            Text(
                "That is how it was with two separate runs. Here both are fetched by one and the same run.",
                "分两次运行时才会这样。这里两个值是同一次运行取回的。",
            ),
        ),
    ],
)

exercise(
    "1.3",
    reference=201,
    right=number(201),
    because=Text(
        "One constant at the start, and in every pass an addition and a constant for its 1.",
        "开头有一个常量，之后每一遍增加一个加法和它的常量 1。",
    ),
    hints=[
        Hint(
            101,
            number(101),
            Text(
                "Look at the printed numbers: by how many does each pass increase them? "
                "The 1 in count + 1 is a node too.",
                "看看打印出来的节点数：每一遍增加几个？count + 1 里的那个 1 也是节点。",
            ),
        ),
        Hint(
            200,
            number(200),
            Text(
                "Two in every pass is right. What was in the graph before the first pass?",
                "每一遍两个，没错。第一遍之前，图里已经有什么？",
            ),
        ),
        Hint(
            9,
            number(9),
            Text(
                "That is after four passes, and it goes on growing.",
                "这是四遍之后的数目，它还会继续增加。",
            ),
        ),
        Hint(
            2,
            number(2),
            Text(
                "That would be so if a pass replaced the nodes of the one before. Nodes are never replaced.",
                "如果每一遍都替换掉上一遍的节点，才会是这样。可是节点不会被替换。",
            ),
        ),
    ],
)
