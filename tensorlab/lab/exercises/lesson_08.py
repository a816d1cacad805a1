"""Lesson 8, variables: what decides their dtype, their names, and how many there are.

Read next: the lesson itself, `lessons/08-variables.ipynb`.
"""

from tensorlab.lab.exercises.answers import number, word
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "8.1",
    reference="int32",
    right=word("int32", "tf.int32", "int32_ref"),
    because=Text(
        "7 has no decimal point, so it is a whole number, and a variable takes the dtype of its first value.",
        "7 没有小数点，是整数；变量的数据类型取自它的初始值。",
    ),
    hints=[
        Hint(
            "float32",
            word("float32", "float32_ref", "float", "tf.float32"),
            Text(
                "That is the dtype of tf.fill([2, 2], 7.0). One character is missing here.",
                "那是 tf.fill([2, 2], 7.0) 的数据类型。这里少了点什么。",
            ),
        ),
        Hint(
            "int64",
            word("int64", "int64_ref", "tf.int64"),
            Text(
                "So NumPy would have it. TensorFlow takes a Python integer for a shorter one.",
                "NumPy 会这样认为。TensorFlow 把 Python 的整数当作更短的一种。",
            ),
        ),
        Hint(
            "float64",
            word("float64", "float64_ref", "double", "tf.float64"),
            Text(
                "Nothing here says that these are floating-point numbers, and TensorFlow's own are shorter.",
                "这里没有任何地方说它们是浮点数，而且 TensorFlow 默认的浮点数也更短。",
            ),
        ),
        Hint(
            "int",
            word("int", "integer"),
            Text(
                "Whole numbers, yes. How many bits does each of them have?",
                "是整数，没错。每个数有多少位？",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Print the dtype of tf.fill([2, 2], 7) and look.",
        "还不对。把 tf.fill([2, 2], 7) 的 dtype 打印出来看一看。",
    ),
)

exercise(
    "8.2",
    reference="net/v:0",
    right=word("net/v:0", "net/v"),
    because=Text(
        "The variable scope is part of the name. A name scope means nothing to tf.get_variable.",
        "变量作用域是名字的一部分。名称作用域对 tf.get_variable 不起作用。",
    ),
    hints=[
        Hint(
            "net/layer/v:0",
            word("net/layer/v:0", "net/layer/v"),
            Text(
                "tf.Variable would be called so. Which of the two scopes does tf.get_variable not see?",
                "tf.Variable 会叫这个名字。两种作用域里，tf.get_variable 看不见的是哪一种？",
            ),
        ),
        Hint(
            "layer/v:0",
            word("layer/v:0", "layer/v"),
            Text(
                "The other way round: of the two scopes only one is for variables.",
                "正好反了：两个作用域里，只有一个是给变量用的。",
            ),
        ),
        Hint(
            "v:0",
            word("v:0", "v"),
            Text(
                "It does take notice of one of the two scopes.",
                "这两个作用域里，有一个它是理会的。",
            ),
        ),
    ],
    otherwise=Text(
        'Not yet. Write it down as it is printed, for example "layer/a:0".',
        '还不对。照打印出来的样子写，例如 "layer/a:0"。',
    ),
)

exercise(
    "8.3",
    reference=4,
    right=number(4),
    because=Text(
        "One w, found again twice, and three b: tf.Variable makes a new one in every call.",
        "一个 w，后两次都找到了它；三个 b，因为 tf.Variable 每次调用都新建一个。",
    ),
    hints=[
        Hint(
            2,
            number(2),
            Text(
                "AUTO_REUSE shares what is made with tf.get_variable. What does tf.Variable do when its name is taken?",
                "AUTO_REUSE 共享的是用 tf.get_variable 创建的变量。名字被占用时，tf.Variable 会怎么做？",
            ),
        ),
        Hint(
            6,
            number(6),
            Text(
                "That would be without reuse, if it were allowed. Which of the two is found again?",
                "不共享的话（假如允许）才会是这么多。两个变量里，哪一个会被重新找到？",
            ),
        ),
        Hint(
            3,
            number(3),
            Text(
                "Count both kinds: how many w, and how many b?",
                "两种都要数：w 有几个，b 有几个？",
            ),
        ),
        Hint(
            1,
            number(1),
            Text(
                "There is one w, yes. Now count b.",
                "w 的确只有一个。现在数一数 b。",
            ),
        ),
    ],
)
