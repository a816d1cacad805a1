"""Lesson 6, devices and soft placement: what is copied, what has to stand with its variable, and what may stay.

Read next: the lesson itself, `lessons/06-devices.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "6.1",
    reference=2,
    right=number(2),
    because=Text(
        "x goes over, z comes back, and everything between them stays on the GPU.",
        "x 拷过去，z 拷回来，中间的一切都留在 GPU 上。",
    ),
    hints=[
        Hint(
            4,
            number(4),
            Text(
                "Two of those four copies were made because Tanh ran on the CPU. Which two?",
                "那四次里有两次，是因为 Tanh 在 CPU 上运行才需要的。是哪两次？",
            ),
        ),
        Hint(
            1,
            number(1),
            Text(
                "x has to get to the GPU. But something is fetched, too: where does sess.run hand it out?",
                "x 要送到 GPU 上。可是还有一个值要取回：sess.run 把它交到哪里？",
            ),
        ),
        Hint(
            0,
            number(0),
            Text(
                "Every node is on the GPU then. But the array that you feed, and the one you get, are NumPy's: they "
                "lie in the computer's own memory.",
                "这时所有节点都在 GPU 上。但你喂入的数组和取回的数组都是 NumPy 的，放在计算机自己的内存里。",
            ),
        ),
        Hint(
            3,
            number(3),
            Text(
                "Did you count w? It was initialised in the first run and has been on the GPU ever since.",
                "是不是把 w 也数进去了？它在第 1 次运行里初始化，之后一直在 GPU 上。",
            ),
        ),
    ],
)

exercise(
    "6.2",
    reference="bd",
    right=choices("bd"),
    because=Text(
        "Both write into v, so they need v itself. The other two take values, and values can be copied.",
        "这两个都要往 v 里写，需要的是 v 本身。另外两个要的是值，值可以拷贝。",
    ),
    hints=[
        Hint(
            "abcd",
            choices("abcd"),
            Text(
                "All four take something from the CPU, true. But a value can be copied; what cannot?",
                "四个节点确实都用到了 CPU 上的东西。但值可以拷贝；什么不能拷贝？",
            ),
        ),
        Hint(
            "b",
            choices("b"),
            Text(
                "There is another one that writes into the variable: it subtracts from what is there.",
                "还有一个也往变量里写：它从原有的值里减去一个数。",
            ),
        ),
        Hint(
            "bcd",
            choices("bcd"),
            Text(
                "tf.add(v, c) names the variable, but it only reads it. Which node gives it the value?",
                "tf.add(v, c) 里虽然写着变量，但只是读它。是哪个节点把值交给它的？",
            ),
        ),
        Hint(
            "ac",
            choices("ac"),
            Text(
                "These are the ones that get their wish. The question is which do not.",
                "这些是能如愿的。题目问的是哪些不能。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Ask of each node: does it need a number, or does it write into v?",
        "还不对。对每个节点问一句：它需要的是一个数，还是要往 v 里写？",
    ),
)

exercise(
    "6.3",
    reference=1,
    right=number(1),
    because=Text(
        "Only x is brought over. w is there already, and of the product only one number leaves the card.",
        "只有 x 要送过去。w 本来就在那里，而乘积只有一个数离开显卡。",
    ),
    hints=[
        Hint(
            3,
            number(3),
            Text(
                "That is the case of the table, where nothing lives on the card.",
                "那是表里的情况，没有任何东西留在显卡上。",
            ),
        ),
        Hint(
            2,
            number(2),
            Text(
                "One of your two need not be. Does w travel in every run? Does the product leave the card?",
                "你算的两次里有一次并不需要。w 每次运行都要搬吗？乘积离开显卡了吗？",
            ),
        ),
        Hint(
            0,
            number(0),
            Text(
                "What is fed comes from the computer's own memory, in every run anew.",
                "喂入的值来自计算机自己的内存，每次运行都要重新送。",
            ),
        ),
    ],
)
