"""Lesson 2, two graphs: what a name belongs to, which graph is the default one, and which graph a node goes to.

Read next: the lesson itself, `lessons/02-two-graphs.ipynb`.
"""

from tensorlab.lab.exercises.answers import word
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "2.1",
    reference="v:0",
    right=word("v:0", "v"),
    because=Text(
        "A name has to be the only one of its kind within its graph, and in graph_2 it was the first v: "
        "output 0 of the node v.",
        "名称只需要在自己的图里不重复，而在 graph_2 里它是第一个 v：节点 v 的第 0 个输出。",
    ),
    hints=[
        Hint(
            "v_1:0",
            word("v_1:0", "v_1"),
            Text(
                "That is how a second node of one graph would be called. Do graphs share their names?",
                "同一个图里的第二个节点才会这样取名。图与图之间共享名称吗？",
            ),
        ),
        Hint(
            "graph_2/v:0",
            word("graph_2/v:0", "graph_2/v", "graph_2:v", "graph_2.v"),
            Text(
                "graph_2 is the name of a Python variable; the graph itself does not know it. "
                "What was given as name=?",
                "graph_2 是 Python 变量的名字，图自己并不知道。当时写的 name= 是什么？",
            ),
        ),
        Hint(
            "v:1",
            word("v:1"),
            Text(
                "The number behind the colon counts the outputs of one node, from 0. It does not count graphs.",
                "冒号后面的数字是同一个节点的第几个输出，从 0 数起，数的不是图。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Make a cell of your own below and print it: print(v.name).",
        "还不对。在下面新建一个单元格，打印出来看看：print(v.name)。",
    ),
)

exercise(
    "2.2",
    reference="graph_2",
    right=word("graph_2"),
    because=Text(
        "The block makes graph_2 the default graph. A session changes that only when it is entered by with; "
        "here it is only made.",
        "代码块让 graph_2 成为默认计算图。会话要用 with 进入才会改变它，而这里只是创建了会话。",
    ),
    hints=[
        Hint(
            "graph_1",
            word("graph_1"),
            Text(
                "graph_1 would be the default graph inside of `with session:`. Is there such a block here?",
                "在 `with session:` 的代码块里，graph_1 才是默认计算图。这里有这样的代码块吗？",
            ),
        ),
        Hint(
            "neither",
            word("neither", "都不是"),
            Text(
                "That is so outside of all blocks. In which block does the line of c stand?",
                "在所有代码块之外才是这样。c 那一行写在哪个代码块里？",
            ),
        ),
        Hint(
            "both",
            word("both", "graph_1 and graph_2", "graph_1, graph_2"),
            Text(
                "A node is in exactly one graph, for ever.",
                "一个节点只在一个图里，永远如此。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Run the three lines in a cell of your own, and print(c.graph is graph_1).",
        "还不对。在自己的单元格里运行这三行，再 print(c.graph is graph_1)。",
    ),
)

exercise(
    "2.3",
    reference="graph_1",
    right=word("graph_1"),
    because=Text(
        "An operation goes where its tensors are. The default graph decides only for those that have none, "
        "such as tf.constant, and here also the number 2.0 follows a.",
        "操作跟着它的张量走。只有像 tf.constant 这样没有输入张量的，才由默认计算图决定；这里连数 2.0 也跟着 a 走。",
    ),
    hints=[
        Hint(
            "graph_2",
            word("graph_2"),
            Text(
                "Then an edge would have to lead from a, in graph_1, into graph_2. Can it?",
                "那就得有一条边，从 graph_1 里的 a 通到 graph_2。这可能吗？",
            ),
        ),
        Hint(
            "error",
            word("error", "an error", "出错"),
            Text(
                "An error comes when tensors of two graphs meet. How many tensors are there in this call?",
                "两个图的张量碰到一起才会出错。这个调用里有几个张量？",
            ),
        ),
        Hint(
            "both",
            word("both", "neither", "都不是"),
            Text(
                "A node is in exactly one graph. Which graph is its only tensor in?",
                "一个节点恰好在一个图里。它唯一的那个张量在哪个图里？",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Run the two lines in a cell of your own, and look at twice.graph.",
        "还不对。在自己的单元格里运行这两行，看看 twice.graph。",
    ),
)
