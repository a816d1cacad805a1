"""Lesson 3, a tensor is a promise: names, static shapes, and dtypes that do not fit.

Read next: the lesson itself, `lessons/03-a-tensor-is-a-promise.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, shape, word
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "3.1",
    reference="add_2:0",
    right=word("add_2:0"),
    because=Text(
        "The last line adds twice, so this is the graph's third addition: add, add_1, add_2. And :0 is its output.",
        "最后一行描述了两次加法，所以它是图里的第三次：add、add_1、add_2。:0 是它的输出。",
    ),
    hints=[
        Hint(
            "third:0",
            word("third:0", "third"),
            Text(
                "third is a name in Python. The graph does not know it: nobody said name=.",
                "third 是 Python 里的名字。没有人写过 name=，计算图不知道它。",
            ),
        ),
        Hint(
            "add_2",
            word("add_2"),
            Text(
                "That is the operation. A tensor's name also says which of its outputs it is.",
                "这是操作的名称。张量的名称还要说明它是第几个输出。",
            ),
        ),
        Hint(
            "add_1:0",
            word("add_1:0", "add_1"),
            Text(
                "Count the plus signs, not the lines: each of them makes an operation.",
                "要数加号，不要数行：每个加号都产生一个操作。",
            ),
        ),
        Hint(
            "add_3:0",
            word("add_3:0", "add_3"),
            Text(
                "The first addition is called add, without a number; the second is add_1.",
                "第一次加法叫 add，没有编号；第二次才是 add_1。",
            ),
        ),
        Hint(
            "add:0",
            word("add:0", "add"),
            Text(
                "That name was taken by the line before, and no two operations of a graph share one.",
                "这个名称已被前一行用掉了，而一个图里没有两个操作同名。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Write the operation, a colon, and the number of its output, in quotes.",
        "还不对。先写操作的名称，再写冒号和输出的编号，放在引号里。",
    ),
)

exercise(
    "3.2",
    reference=[None],
    right=shape(None),
    because=Text(
        "The product promises [None, 5]; the sum along axis 1 takes the 5 away. What remains is one number a row.",
        "乘积承诺的是 [None, 5]；沿第 1 维求和去掉了 5。剩下的是每行一个数。",
    ),
    hints=[
        Hint(
            [5],
            shape(5),
            Text(
                "That is what axis=0 leaves, which sums over the rows. Axes are counted from 0.",
                "这是 axis=0 的结果，它沿着行求和。维度从 0 开始数。",
            ),
        ),
        Hint(
            [None, 5],
            shape(None, 5),
            Text("That is the product, before it is summed.", "这是求和之前的乘积。"),
        ),
        Hint(
            [None, 1],
            shape(None, 1),
            Text(
                "Almost: an axis that is summed over disappears, unless keepdims=True keeps it with length 1.",
                "差一点：求和的那一维会消失，除非用 keepdims=True 让它以长度 1 留下来。",
            ),
        ),
        Hint(
            [3],
            shape(3),
            Text(
                "Three rows came in one run. The question is what is known before any run.",
                "三行是某一次运行里的事。题目问的是运行之前就知道的。",
            ),
        ),
        Hint(
            [],
            shape(),
            Text(
                "Without axis= everything would be summed. Here only one axis is.",
                "不写 axis= 才会把全部加起来。这里只沿一个维度求和。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. First write down what the matrix product promises, then take away the axis that is summed over.",
        "还不对。先写出矩阵乘积所承诺的形状，再去掉求和的那一维。",
    ),
)

exercise(
    "3.3",
    reference="bcd",
    right=choices("bcd"),
    because=Text(
        "2.5 cannot become an int32; tensors of two dtypes never meet; and a NumPy array of floats makes a float64.",
        "2.5 变不成 int32；数据类型不同的两个张量合不到一起；NumPy 的小数数组得到的是 float64。",
    ),
    hints=[
        Hint(
            "bc",
            choices("bc"),
            Text(
                "One is missing: which dtype does a NumPy array of floats bring along?",
                "还漏了一个：NumPy 的小数数组带来的是哪种数据类型？",
            ),
        ),
        Hint(
            "cd",
            choices("cd"),
            Text(
                "One is missing: a plain number takes on the dtype of the tensor beside it, if it can.",
                "还漏了一个：普通的数会采用旁边张量的数据类型，前提是它做得到。",
            ),
        ),
        Hint(
            "c",
            choices("c"),
            Text(
                "Two are missing. Ask of each number and each array which dtype it has, or takes on.",
                "还漏了两个。对每个数、每个数组都问一问：它是什么数据类型，或者会采用什么数据类型？",
            ),
        ),
        Hint(
            "abcd",
            lambda answer: "a" in str(answer).casefold(),
            Text(
                "One too many: 3 is no tensor yet. It takes on the dtype of price, and nothing of it is lost.",
                "多了一个：3 还不是张量。它会采用 price 的数据类型，什么也不会丢。",
            ),
        ),
        Hint(
            "bcde",
            lambda answer: "e" in str(answer).casefold(),
            Text(
                "One too many: tf.cast gives a tensor with the dtype that you ask for.",
                "多了一个：tf.cast 给出的张量，数据类型就是你要的那种。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Try the lines one by one in a cell of your own.",
        "还不对。另开一个单元格，把这几行逐一试一试。",
    ),
)
