"""Lesson 22, convolutions: how large a result is, how many weights a filter has, and where a gradient goes.

Read next: the lesson itself, `lessons/22-convolutions-on-digits.ipynb`.
"""

from tensorlab.lab.exercises.answers import number, numbers
from tensorlab.lab.exercises.answers import shape as shape_of
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "22.1",
    reference=[None, 12, 12, 8],
    right=shape_of(None, 12, 12, 8),
    because=Text(
        "A window of 5 has 28 − 5 + 1 = 24 places in a row of 28, and a stride of 2 takes every second one. Eight "
        "filters give eight channels.",
        "宽 5 的窗口在 28 个像素里有 28 − 5 + 1 = 24 个位置，步长 2 隔一个取一个。八个滤波器给出八个通道。",
    ),
    hints=[
        Hint(
            [None, 14, 14, 8],
            shape_of(None, 14, 14, 8),
            Text(
                'That is `padding="SAME"`. With "VALID" the window stays inside the picture.',
                '这是 `padding="SAME"` 的结果。用 "VALID" 时，窗口不会伸出图片。',
            ),
        ),
        Hint(
            [None, 24, 24, 8],
            shape_of(None, 24, 24, 8),
            Text("That is right for a stride of 1. Here it is 2.", "步长为 1 时是这样。这里的步长是 2。"),
        ),
        Hint(
            [None, 12, 12, 1],
            shape_of(None, 12, 12, 1),
            Text(
                "Height and width are right. The last number of the filters' shape says how many channels come out.",
                "高和宽都对。滤波器形状的最后一个数，说的是出来几个通道。",
            ),
        ),
        Hint(
            [28, 28],
            shape_of(28, 28),
            Text(
                "A shape has four numbers here: batch, height, width, channels. The batch is None.",
                "这里的形状有四个数：批次、高、宽、通道。批次写 None。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Count the places of a window of 5 in a row of 28, and take every second one.",
        "还不对。数一数宽 5 的窗口在 28 个像素里有几个位置，再隔一个取一个。",
    ),
)

exercise(
    "22.2",
    reference=3200,
    right=number(3200),
    because=Text(
        "5 · 5 · 8 · 16 = 3 200: a window of 25 weights for every pair of a channel in and a channel out.",
        "5 · 5 · 8 · 16 = 3 200：每一对输入通道和输出通道，都有一个 25 个权重的窗口。",
    ),
    hints=[
        Hint(
            400,
            number(400),
            Text(
                "5 · 5 · 16 forgets that a filter looks at all 8 channels.",
                "5 · 5 · 16 忘了每个滤波器要看全部 8 个通道。",
            ),
        ),
        Hint(
            200,
            number(200),
            Text("5 · 5 · 8 is one filter. There are 16.", "5 · 5 · 8 是一个滤波器。一共有 16 个。"),
        ),
        Hint(
            3216,
            number(3216),
            Text(
                "The 16 offsets are in it. They were not asked for.",
                "你把 16 个偏置也算进去了，题目不算它们。",
            ),
        ),
        Hint(
            128,
            number(128),
            Text(
                "8 · 16 counts the pairs of channels. How large is the window of each?",
                "8 · 16 是通道的对数。每一对的窗口有多大？",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. The shape of the filters is [height, width, channels in, channels out]: multiply.",
        "还不对。滤波器的形状是 [高, 宽, 输入通道, 输出通道]：乘起来。",
    ),
)


exercise(
    "22.3",
    reference=[[0, 7], [0, 0]],
    right=numbers([[0, 7], [0, 0]]),
    because=Text(
        "The 5 won. A small change of it changes the result as much; a small change of the others changes nothing.",
        "5 赢了。它变一点，结果就变同样多；别的变一点，结果不变。",
    ),
    hints=[
        Hint(
            [[7, 7], [7, 7]],
            numbers([[7, 7], [7, 7]]),
            Text(
                "That would be a sum. Which pixel does the largest value come from?",
                "求和才会这样。最大值来自哪个像素？",
            ),
        ),
        Hint(
            [[1.75, 1.75], [1.75, 1.75]],
            numbers([[1.75, 1.75], [1.75, 1.75]]),
            Text(
                "That is average pooling. Here only the largest counts.", "那是平均池化。这里只有最大的算数。"
            ),
        ),
        Hint(
            [[0, 5], [0, 0]],
            numbers([[0, 5], [0, 0]]),
            Text(
                "The place is right. What arrives there is the gradient, not the pixel.",
                "位置对了。传到那里的是梯度，不是像素值。",
            ),
        ),
        Hint(
            [[0, 0], [7, 0]],
            numbers([[0, 0], [7, 0]]),
            Text(
                "The 7 goes to the pixel that won. Which one is the largest?", "7 传给赢了的像素。哪个最大？"
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Ask of each pixel: if it were a little larger, how much larger would the result be? Times 7.",
        "还不对。对每个像素都问：它大一点点，结果会大多少？再乘以 7。",
    ),
)
