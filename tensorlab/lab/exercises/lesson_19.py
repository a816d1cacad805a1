"""Lesson 19, summaries: a file that nobody wrote into, the step from which nothing changes, the bytes of a result.

Read next: the lesson itself, `lessons/19-summaries-and-tensorboard.ipynb`.
"""

from tensorlab.lab.exercises.answers import number
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "19.1",
    reference=0,
    right=number(0),
    because=Text(
        "No run fetched `merged`, so no summary was ever computed; and nobody called `add_summary`. A writer writes "
        "what it is given.",
        "没有一次运行取回 `merged`，所以一个摘要也没有计算；也没有人调用 `add_summary`。FileWriter 只写交给它的东西。",
    ),
    hints=[
        Hint(
            100,
            number(100),
            Text(
                "That would be one for each step. But what does `sess.run(train_step, feed)` compute, and what does "
                "it give back?",
                "那就是每步一个。可是 `sess.run(train_step, feed)` 计算什么，又返回什么？",
            ),
        ),
        Hint(
            300,
            number(300),
            Text(
                "That would be three for each step. Look at the three sheets of paper in the Tracer: do they run?",
                "那就是每步三个。看看追踪器里的那三张纸：它们运行了吗？",
            ),
        ),
        Hint(
            3,
            number(3),
            Text(
                "Three summaries stand in the graph. The file holds what they compute, each time that they run.",
                "计算图里有三个摘要。文件里放的是它们每次运行时算出来的东西。",
            ),
        ),
        Hint(
            1,
            number(1),
            Text(
                "The file does hold something: which format it has. That is an event, but not a summary.",
                "文件里确实可能有点东西：它的格式。那是一个事件，但不是摘要。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Follow the bytes: which line computes a summary, and which one hands it to the writer?",
        "还不对。跟着字节走：哪一行计算摘要，哪一行把它交给 FileWriter？",
    ),
)

exercise(
    "19.2",
    reference=2,
    right=number(2),
    because=Text(
        "The second update, in step 1, switched all units off. What step 2 found is what every later step finds.",
        "第 1 步的更新，也就是第二次更新，关掉了所有单元。第 2 步看到的，就是以后每一步看到的。",
    ),
    hints=[
        Hint(
            3,
            number(3),
            Text(
                "Compare step 2 with step 3: are they different?",
                "比较第 2 步和第 3 步：它们不同吗？",
            ),
        ),
        Hint(
            1,
            number(1),
            Text(
                "Between step 1 and step 2 they still change. A histogram shows the weights before the update of "
                "its step.",
                "第 1 步和第 2 步之间还在变化。直方图显示的是这一步更新之前的权重。",
            ),
        ),
        Hint(
            0,
            number(0),
            Text(
                "They begin at random numbers and then change. Print the sums of the first four steps.",
                "它们从随机数开始，然后有变化。把前四步的和打印出来看看。",
            ),
        ),
        Hint(
            39,
            number(39),
            Text(
                "That is the last step there is. Go back from it: how long has the histogram been the same?",
                "那是最后一步。从它往回走：直方图是从什么时候起就一直相同的？",
            ),
        ),
    ],
    otherwise=Text(
        'Not yet. Print `histo.sum` for every step of `histograms("rate_1.5", "weights")`, and look for the first '
        "that stays.",
        '还不对。把 `histograms("rate_1.5", "weights")` 每一步的 `histo.sum` 打印出来，找出第一个不再变化的。',
    ),
)

exercise(
    "19.3",
    reference=2048,
    right=number(2048),
    because=Text(
        "64 × 8 entries of 4 bytes each. `hidden/MatMul` and `hidden/add` take as much.",
        "64 × 8 个元素，每个 4 个字节。`hidden/MatMul` 和 `hidden/add` 占的也一样多。",
    ),
    hints=[
        Hint(
            512,
            number(512),
            Text(
                "That many entries it has. And each of them takes 4 bytes.",
                "元素有这么多。而每个占 4 个字节。",
            ),
        ),
        Hint(
            4096,
            number(4096),
            Text(
                "That would be 8 bytes for an entry, as in float64.", "那是一个元素 8 个字节，就像 float64。"
            ),
        ),
        Hint(
            256,
            number(256),
            Text(
                "That would be one unit. There are eight.",
                "那是一个单元的。一共有八个。",
            ),
        ),
        Hint(
            32,
            number(32),
            Text(
                "That would be one point. There are 64.",
                "那是一个点的。一共有 64 个。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Its shape is [64, 8]; count the entries, then the bytes.",
        "还不对。它的形状是 [64, 8]；先数元素，再数字节。",
    ),
)
