"""Lesson 4, sessions own values: whose value it is, what a run gives back, and which sessions get closed.

Read next: the lesson itself, `lessons/04-sessions-own-values.ipynb`.
"""

from typing import Any

from tensorlab.lab.exercises.answers import Test, choices, number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "4.1",
    reference=1,
    right=number(1),
    because=Text(
        "Tuesday's session begins without values; start gives it a 0 of its own, and one person enters.",
        "星期二的会话开始时没有值；start 给了它自己的 0，然后进来一个人。",
    ),
    hints=[
        Hint(
            3,
            number(3),
            Text(
                "You have added up both days. The two sessions share the graph, and no values.",
                "你把两天加在一起了。两个会话共用计算图，但不共用值。",
            ),
        ),
        Hint(
            2,
            number(2),
            Text(
                "That is Monday's number, and Monday's session was closed before Tuesday began.",
                "这是星期一的数；星期二开始之前，星期一的会话已经关闭了。",
            ),
        ),
        Hint(
            0,
            number(0),
            Text(
                "That is the value after start. One more run comes after it.",
                "这是运行 start 之后的值。在那之后还有一次运行。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Follow one session only, run by run, from the moment when it is made.",
        "还不对。只盯住一个会话，从它创建的那一刻起，一次运行一次运行地看。",
    ),
)


def gives(wanted: Any) -> Test:
    """A nest of dicts, lists and None, with numbers that may be of any kind.

    >>> gives({"b": [None, 2]})({"b": (None, 2.0)}), gives([None])([0])
    (True, False)
    """

    def test(answer: Any) -> bool:
        if isinstance(wanted, dict):
            return (
                isinstance(answer, dict)
                and answer.keys() == wanted.keys()
                and all(gives(one)(answer[key]) for key, one in wanted.items())
            )
        if isinstance(wanted, list):
            return (
                isinstance(answer, list | tuple)
                and len(answer) == len(wanted)
                and all(gives(one)(other) for one, other in zip(wanted, answer, strict=True))
            )
        return answer is None if wanted is None else number(wanted)(answer)

    return test


exercise(
    "4.2",
    reference={"a": 2, "b": [None, 2]},
    right=gives({"a": 2, "b": [None, 2]}),
    because=Text(
        "The form of what you asked for stays; start is an operation, so None keeps its place.",
        "取回项的形式不变；start 是操作，所以由 None 占着它的位置。",
    ),
    hints=[
        Hint(
            {"a": 2, "b": [2]},
            gives({"a": 2, "b": [2]}),
            Text(
                "The list loses nothing on its way: an operation has no value, and still it has a place.",
                "列表不会变短：操作没有值，但它仍然占一个位置。",
            ),
        ),
        Hint(
            {"a": 2, "b": [0, 2]},
            gives({"a": 2, "b": [0, 2]}),
            Text(
                "start writes a 0 into the variable. It is an operation without output: what does run give for it?",
                "start 把 0 写进变量。但它是没有输出的操作：run 会为它返回什么？",
            ),
        ),
        Hint(
            [2, [None, 2]],
            lambda answer: isinstance(answer, list | tuple),
            Text(
                "A dictionary was asked for, so a dictionary with the same keys comes back.",
                "要的是字典，返回的也是字典，键相同。",
            ),
        ),
        Hint(
            {"a": 2, "b": None},
            gives({"a": 2, "b": None}),
            Text(
                "None stands for start alone, not for the whole list.",
                "None 只代替 start，不代替整个列表。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Copy what was asked for, and put into each place what a run gives for it.",
        "还不对。把取回项照抄一遍，再在每个位置填上运行之后得到的东西。",
    ),
)

exercise(
    "4.3",
    reference="ae",
    right=choices("ae"),
    because=Text(
        "Both close it however the block is left; a with block is the short way to write try and finally.",
        "不管怎样离开，这两种都会关闭会话；with 块就是 try 加 finally 的简短写法。",
    ),
    hints=[
        Hint(
            "a",
            choices("a"),
            Text(
                "One is missing. The lines after finally run in any case.",
                "还漏了一个。写在 finally: 后面的，无论如何都会执行。",
            ),
        ),
        Hint(
            "abe",
            lambda answer: "b" in str(answer).casefold(),
            Text(
                "One too many: after an error, the lines below it are never reached. sess.close() is one of them in b.",
                "多了一个：出错以后，下面的行就执行不到了。在 b 里，sess.close() 正是其中一行。",
            ),
        ),
        Hint(
            "ace",
            lambda answer: "c" in str(answer).casefold(),
            Text(
                "One too many: as_default lends the session to eval and run for a while. It never closes it.",
                "多了一个：as_default 只是让会话暂时成为默认会话，从不关闭它。",
            ),
        ),
        Hint(
            "ade",
            lambda answer: "d" in str(answer).casefold(),
            Text(
                "One too many: an InteractiveSession stays open until somebody calls its close().",
                "多了一个：InteractiveSession 会一直开着，直到有人调用它的 close()。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Ask of each letter which line closes the session, and whether an error before it can skip that line.",
        "还不对。对每个字母都问一问：关闭会话的是哪一行？前面出错时，会不会跳过那一行？",
    ),
)
