"""Lesson 21, moving averages and regularisation: how far an average has come, what it is called, what a price does.

Read next: the lesson itself, `lessons/21-moving-averages.ipynb`.
"""

from tensorlab.lab.exercises.answers import number, word
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "21.1",
    reference=2.75,
    right=number(2.75),
    because=Text(
        "0.75 · 1 + 0.25 · 5 = 2, and then 0.75 · 2 + 0.25 · 5 = 2.75: each time a quarter of what is left of the way.",
        "0.75 · 1 + 0.25 · 5 = 2，然后 0.75 · 2 + 0.25 · 5 = 2.75：每次走完剩下路程的四分之一。",
    ),
    hints=[
        Hint(
            2,
            number(2),
            Text("That is it after one update. There is a second one.", "这是更新一次之后。还有第二次。"),
        ),
        Hint(
            4.75,
            number(4.75),
            Text(
                "This average moves three quarters of the way. The decay says how much of the old value is kept.",
                "这样的平均每次走四分之三的路。衰减率说的是旧值留下多少。",
            ),
        ),
        Hint(
            4,
            number(4),
            Text(
                "That is one update, with the two parts exchanged. The decay says how much of the old value is kept.",
                "这是更新一次，而且两份弄反了。衰减率说的是旧值留下多少。",
            ),
        ),
        Hint(
            3,
            number(3),
            Text(
                "Twice the same distance? The way that is left is shorter the second time.",
                "两次走的一样远吗？第二次，剩下的路短了。",
            ),
        ),
        Hint(
            5,
            number(5),
            Text("That is the weight. Its average follows slowly.", "这是权重。它的平均跟得慢。"),
        ),
    ],
    otherwise=Text(
        "Not yet. Write the formula down, put in 0.75, 1 and 5, and then once more with the result.",
        "还不对。把公式写下来，代入 0.75、1 和 5；再用得到的结果代一次。",
    ),
)

exercise(
    "21.2",
    reference=0.1,
    right=number(0.1),
    because=Text(
        "(1 + 0) / (10 + 0) = 0.1 is less than 0.99. So the first update moves nine tenths of the way.",
        "(1 + 0) / (10 + 0) = 0.1，比 0.99 小。所以第一次更新就走完十分之九的路。",
    ),
    hints=[
        Hint(
            0.99,
            number(0.99),
            Text(
                "0.99 is the most that it can be. What does the fraction give for n = 0?",
                "0.99 是上限。n = 0 时，那个分数是多少？",
            ),
        ),
        Hint(
            0.9,
            number(0.9),
            Text(
                "That is the part of the way that the average moves. The decay is what is kept of the old value.",
                "这是平均要走的那部分路。衰减率是旧值留下的部分。",
            ),
        ),
        Hint(
            2 / 11,
            number(2 / 11, within=5e-3),
            Text(
                "That is for n = 1. The count is still 0 when the first update runs.",
                "这是 n = 1 的情况。第一次更新运行时，步数还是 0。",
            ),
        ),
        Hint(
            0,
            number(0),
            Text(
                "Then nothing of the old value would be left. Put n = 0 into the fraction above and below.",
                "那样旧值就一点也不剩了。把 n = 0 代入分子和分母。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Work out (1 + n) / (10 + n) for n = 0, and take the smaller one of that and 0.99.",
        "还不对。算出 n = 0 时的 (1 + n) / (10 + n)，再与 0.99 取较小的一个。",
    ),
)

exercise(
    "21.3",
    reference="layer1/weights/shadow",
    right=word("layer1/weights/shadow", "layer1/weights/shadow:0"),
    because=Text(
        "The name of the variable, a stroke, and the name of the object that keeps averages.",
        "变量的名字，一道斜线，再加上保管平均的那个对象的名字。",
    ),
    hints=[
        Hint(
            "layer1/weights/ExponentialMovingAverage",
            word("layer1/weights/ExponentialMovingAverage", "layer1/weights/ExponentialMovingAverage:0"),
            Text(
                "That is the name without name=. Here one was given.",
                "这是没有写 name= 时的名字。这里给了一个。",
            ),
        ),
        Hint(
            "layer1/weights",
            word("layer1/weights", "layer1/weights:0"),
            Text(
                "Under that name the file keeps the weight itself. It holds both.",
                "文件里用这个名字的是权重本身。文件里两个都有。",
            ),
        ),
        Hint(
            "shadow",
            word("shadow", "shadow:0"),
            Text(
                "Every variable has an average of its own. Whose is it?",
                "每个变量都有自己的平均。这是谁的？",
            ),
        ),
        Hint(
            "shadow/layer1/weights",
            word("shadow/layer1/weights", "layer1/shadow/weights", "layer1/shadow"),
            Text(
                "The parts are right, the order is not. Look at the names that the lesson printed.",
                "各部分都对，次序不对。看看课上打印出来的名字。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Look at the names that tf.train.list_variables printed, and put the parts together in that way.",
        "还不对。看看 tf.train.list_variables 打印的名字，照那样把各部分拼起来。",
    ),
)

exercise(
    "21.4",
    reference=9.5,
    right=number(9.5),
    because=Text(
        "The gradient is 0.1 · 10 = 1, and 10 − 0.5 · 1 = 9.5: the weight times 0.95, whatever it is.",
        "梯度是 0.1 · 10 = 1，10 − 0.5 · 1 = 9.5：不管权重是多少，都乘 0.95。",
    ),
    hints=[
        Hint(
            9,
            number(9),
            Text(
                "l2_loss is half the sum of the squares, or the learning rate was left out: one factor is missing.",
                "l2_loss 是平方和的一半；或者漏了学习率：少了一个因子。",
            ),
        ),
        Hint(
            10,
            number(10),
            Text(
                "The data say nothing, but the price has a gradient of its own.",
                "数据什么也没说，可是价有自己的梯度。",
            ),
        ),
        Hint(
            7.5,
            number(7.5),
            Text(
                "You have subtracted the price itself. A step follows its slope.",
                "你减掉的是价本身。一步是沿着它的坡度走的。",
            ),
        ),
        Hint(
            5,
            number(5),
            Text(
                "The price is a tenth of that: where did the 0.1 go?",
                "价只有它的十分之一：那个 0.1 到哪儿去了？",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Differentiate 0.1 · w² / 2 at w = 10, multiply by the learning rate, and subtract.",
        "还不对。求 0.1 · w² / 2 在 w = 10 处的导数，乘上学习率，再减去。",
    ),
)
