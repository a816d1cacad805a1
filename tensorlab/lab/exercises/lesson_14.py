"""Lesson 14, optimizers race: Adam's first step, the largest learning rate, and what an optimizer remembers.

Read next: the lesson itself, `lessons/14-optimizers-race.ipynb`.
"""

from tensorlab.lab.exercises.answers import number, numbers
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "14.1",
    reference=[-7.9, 0.9],
    right=numbers([-7.9, 0.9]),
    because=Text(
        "The gradient divided by the root of its square leaves only the sign, so each weight moves by the rate, 0.1.",
        "梯度除以它平方的平方根，只剩下符号，所以每个权重都移动一个学习率，也就是 0.1。",
    ),
    hints=[
        Hint(
            [-7.2, -4.0],
            numbers([-7.2, -4.0]),
            Text(
                "That is the step of gradient descent. Adam divides by the root of v̂ first; what is left of −8 and 50?",
                "这是梯度下降走的一步。Adam 还要先除以 v̂ 的平方根：−8 和 50 还剩下什么？",
            ),
        ),
        Hint(
            [-8.1, 1.1],
            numbers([-8.1, 1.1]),
            Text(
                "The size is right, the direction is not: the gradient points uphill, and the step goes the other way.",
                "大小对了，方向反了：梯度指向上坡，步子要往相反的方向走。",
            ),
        ),
        Hint(
            [-7.9, 1.1],
            numbers([-7.9, 1.1]),
            Text(
                "One of the two goes uphill. The gradient of the second weight is positive: which way is down?",
                "有一个走上坡了。第二个权重的梯度是正的，哪边才是下坡？",
            ),
        ),
        Hint(
            [-7.5, 0.5],
            numbers([-7.5, 0.5]),
            Text(
                "That is the race, with the learning rate 0.5. Here it is 0.1.",
                "这是比赛里的结果，学习率是 0.5。这里是 0.1。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Put m̂ = g and v̂ = g² into Adam's rule, for one weight and then for the other.",
        "还不对。把 m̂ = g、v̂ = g² 代入 Adam 的规则，先算一个权重，再算另一个。",
    ),
)

exercise(
    "14.2",
    reference=0.01,
    right=number(0.01, within=1e-4),
    because=Text(
        "A step multiplies the steep weight by 1 − 200α. At 2/200 that is −1: the other wall, at the same height.",
        "每一步让陡的那个权重乘以 1 − 200α。学习率为 2/200 时，这个数是 −1：跳到对面谷壁的同一高度。",
    ),
    hints=[
        Hint(
            0.04,
            number(0.04, within=1e-4),
            Text(
                "That was the limit of the old valley, whose walls had the steepness 50.",
                "这是原来那个山谷的界限，那里谷壁的陡度是 50。",
            ),
        ),
        Hint(
            0.005,
            number(0.005, within=1e-4),
            Text(
                "At this rate one step leads to the floor exactly: 1 − 200α is 0. What must it be for a jump across?",
                "学习率是这个数时，一步正好落到谷底：1 − 200α 等于 0。要跳到对面，它应该等于多少？",
            ),
        ),
        Hint(
            2.0,
            number(2.0),
            Text(
                "That is the limit for the flat direction alone. The steep one is in trouble long before.",
                "单看平缓的方向，界限是这个数。陡的方向早就出问题了。",
            ),
        ),
        Hint(
            0.16,
            number(0.16, within=1e-4),
            Text(
                "Steeper walls need smaller steps, not larger ones.",
                "谷壁越陡，步子要越小，而不是越大。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. By which factor does a step multiply the steep weight? For which rate is that factor −1?",
        "还不对。每一步让陡的那个权重乘以多少？学习率是多少时，这个数等于 −1？",
    ),
)

exercise(
    "14.3",
    reference=8,
    right=number(8),
    because=Text(
        "Two of your own, two slots beside each of them, and the two powers that all share.",
        "自己的两个，每个旁边有两个槽变量，再加上共用的两个幂。",
    ),
    hints=[
        Hint(
            6,
            number(6),
            Text(
                "The variables and their slots are all there. What else stands in the list of the program above?",
                "变量和它们的槽变量都数到了。再看看上面程序打印的列表，里面还有什么？",
            ),
        ),
        Hint(
            10,
            number(10),
            Text(
                "You have counted the powers once for each variable. One optimizer has one pair of them.",
                "你给每个变量都数了一对幂。一个优化器只有一对。",
            ),
        ),
        Hint(
            4,
            number(4),
            Text(
                "One slot beside each variable is what momentum needs. Adam keeps two means.",
                "每个变量旁边一个槽变量，这是动量。Adam 要记住两个均值。",
            ),
        ),
        Hint(
            2,
            number(2),
            Text(
                "These are the trainable ones. minimize makes others.",
                "这是参与训练的变量。minimize 还会创建别的变量。",
            ),
        ),
        Hint(
            33,
            lambda answer: (
                number(9)(answer) or number(27)(answer) or number(29)(answer) or number(33)(answer)
            ),
            Text(
                "You are counting entries. A variable of shape [2, 3] is one variable.",
                "你数的是元素。形状为 [2, 3] 的变量是一个变量。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Take the list that the program above prints for one variable, and write it down for two.",
        "还不对。上面的程序打印了一个变量时的列表；照着它，写出两个变量时的列表。",
    ),
)
