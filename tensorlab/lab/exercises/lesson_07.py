"""Lesson 7, collections: who is on a list, when a list is read, and who is left off.

Read next: the lesson itself, `lessons/07-collections.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "7.1",
    reference=2,
    right=number(2),
    because=Text(
        "w and b. What Adam keeps for itself is on the list of all variables, but nobody trains it.",
        "w 和 b。Adam 自己保存的变量在所有变量的名单上，但没有人训练它们。",
    ),
    hints=[
        Hint(
            9,
            number(9),
            Text(
                "So many are on the list of all variables. Which of them does the optimizer change to lower the loss?",
                "所有变量的名单上有这么多。其中哪些是优化器为了降低损失而改变的？",
            ),
        ),
        Hint(
            3,
            number(3),
            Text(
                "One of the three was made with an argument that leaves it off this list.",
                "三个变量里，有一个创建时写的参数使它不上这份名单。",
            ),
        ),
        Hint(
            6,
            number(6),
            Text(
                "Adam's own variables beside w and b are tools of the training. Are they trained themselves?",
                "Adam 为 w 和 b 另建的变量是训练的工具。它们自己会被训练吗？",
            ),
        ),
        Hint(
            8,
            number(8),
            Text(
                "You have left out steps, and rightly so. But Adam's own variables are not trained either.",
                "你没有把 steps 算进去，这是对的。但 Adam 自己的变量也不会被训练。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Go through the variables one by one: is it trained?",
        "还不对。一个一个地看：这个变量会被训练吗？",
    ),
)

exercise(
    "7.2",
    reference=0.3,
    right=number(0.3),
    because=Text(
        "tf.get_collection gives the list as it is then: the two prices of the weights, and not yet the error.",
        "tf.get_collection 给出的是那一刻的名单：有两笔权重的代价，还没有误差。",
    ),
    hints=[
        Hint(
            1.3,
            number(1.3),
            Text(
                "That would be so if the sum looked at the list when it runs. It is built from a copy of the list.",
                "如果求和是在运行时才去看名单，就会是这样。可它是用名单的副本搭建出来的。",
            ),
        ),
        Hint(
            1,
            number(1.0),
            Text(
                "That is the part which comes too late. What is on the list before it?",
                "这正是来晚了的那一部分。在它之前，名单上有什么？",
            ),
        ),
        Hint(
            0,
            number(0.0),
            Text(
                "The list is not empty then: each call of layer has put something on it.",
                "那时名单并不是空的：每次调用 layer 都登记了一项。",
            ),
        ),
        Hint(
            0.6,
            number(0.6),
            Text(
                "l2_loss is half the sum of the squares.",
                "l2_loss 是平方和的一半。",
            ),
        ),
    ],
)

exercise(
    "7.3",
    reference="bd",
    right=choices("bd"),
    because=Text(
        "b is on no list at all, and d came after the list was read.",
        "b 不在任何名单上，d 则在读完名单之后才出现。",
    ),
    hints=[
        Hint(
            "abd",
            choices("abd"),
            Text(
                "trainable=False leaves a variable off the list of the trainable ones. Which list does init read?",
                "trainable=False 只是不把变量记到可训练变量的名单上。init 读的是哪一份？",
            ),
        ),
        Hint(
            "b",
            choices("b"),
            Text(
                "Right as far as it goes. But when was the list read: when init was made, or when it runs?",
                "这个没错。但名单是什么时候读的：创建 init 的时候，还是运行它的时候？",
            ),
        ),
        Hint(
            "d",
            choices("d"),
            Text(
                "d came too late, yes. Look at the lists on which the others were to be put.",
                "d 确实来晚了。再看看其他变量要登记到哪些名单上。",
            ),
        ),
        Hint(
            "a",
            choices("a"),
            Text(
                "steps in this lesson was made in this way too. On which of the two lists did it stand?",
                "这一课里的 steps 也是这样创建的。它在两份名单中的哪一份上？",
            ),
        ),
        Hint(
            "bcd",
            choices("bcd"),
            Text(
                "tf.get_variable puts its variables on the same lists as tf.Variable.",
                "tf.get_variable 和 tf.Variable 一样，把变量登记到同样的名单上。",
            ),
        ),
    ],
)
