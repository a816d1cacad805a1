"""Lesson 5, configuring a session: which form a field stands in, what soft placement saves, and which field helps.

Read next: the lesson itself, `lessons/05-configuring-a-session.ipynb`.
"""

from tensorlab.lab.exercises.answers import choices, word
from tensorlab.lab.exercises.exercise import Hint, Text, exercise

exercise(
    "5.1",
    reference="gpu_options",
    right=word("gpu_options"),
    because=Text(
        "GPUOptions is the form, and gpu_options the field of ConfigProto that holds it.",
        "GPUOptions 是那张表，gpu_options 是 ConfigProto 里放这张表的字段。",
    ),
    hints=[
        Hint(
            "GPUOptions",
            word("GPUOptions", "tf.GPUOptions"),
            Text(
                "That is the form itself. The question is which field of ConfigProto it goes into.",
                "这是那张表本身。问的是它要放进 ConfigProto 的哪个字段。",
            ),
        ),
        Hint(
            "allow_growth",
            word("allow_growth"),
            Text(
                "That field belongs to the inner form, and stands there already.",
                "这个字段属于里面那张表，而且已经写在那里了。",
            ),
        ),
        Hint(
            "device_count",
            word("device_count"),
            Text(
                "device_count says how many devices there are. Print a config in which allow_growth is on.",
                "device_count 说的是有几个设备。打印一个打开了 allow_growth 的 config 看看。",
            ),
        ),
        Hint(
            "config.gpu_options",
            word("config.gpu_options", "gpu_option", "gpu-options", "gpuoptions="),
            Text(
                "Almost: write the bare name of the field, as it is printed.",
                "差一点：只写字段的名称，和打印出来的一样。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Look at the printout above: in which braces does allow_growth stand?",
        "还不对。看看上面打印的内容：allow_growth 在哪个花括号里？",
    ),
)

exercise(
    "5.2",
    reference="bc",
    right=choices("bc"),
    because=Text(
        "Both ask for what cannot be had, and nothing allows them to give way. A node that asks for nothing goes "
        "where it can run.",
        "这两个要的都是得不到的，又没有什么允许它们让步。没有要求的节点，哪里能运行就去哪里。",
    ),
    hints=[
        Hint(
            "bcd",
            lambda answer: "d" in str(answer).casefold(),
            Text(
                "One too many: a node that asks for nothing gets any device that can compute it.",
                "多了一个：没有要求的节点，会放到任何一个算得了它的设备上。",
            ),
        ),
        Hint(
            "abc",
            lambda answer: "a" in str(answer).casefold(),
            Text(
                "One too many: the GPU is there, and it has a kernel for Square.",
                "多了一个：这个 GPU 存在，而且 Square 在它上面有可用的实现。",
            ),
        ),
        Hint(
            "b",
            choices("b"),
            Text(
                "One is missing: how many GPUs does the computer have, and what is the first one called?",
                "还漏了一个：这台计算机有几个 GPU？第一个叫什么？",
            ),
        ),
        Hint(
            "c",
            choices("c"),
            Text(
                "One is missing: that the device exists is not enough. It must also be able to compute the node.",
                "还漏了一个：光有这个设备还不够，它还得算得了这个节点。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. Ask of each node: what does it ask for, is that there, and can it compute the node?",
        "还不对。对每个节点都问一问：它要求什么？有没有？那个设备算得了它吗？",
    ),
)

exercise(
    "5.3",
    reference="operation_timeout_in_ms",
    right=word("operation_timeout_in_ms"),
    because=Text(
        "The run ends in a DeadlineExceededError then, and the session can be used again.",
        "这样运行会以 DeadlineExceededError 结束，会话还可以再用。",
    ),
    hints=[
        Hint(
            "timeout_in_ms",
            word("timeout_in_ms", "operation_timeout", "timeout"),
            Text(
                "You have the right thing in mind, but ConfigProto has no field of that name. Look at the table again.",
                "想法对了，但 ConfigProto 没有叫这个名字的字段。再看一下那张表。",
            ),
        ),
        Hint(
            "inter_op_parallelism_threads",
            word("inter_op_parallelism_threads", "intra_op_parallelism_threads"),
            Text(
                "More threads would wait together: nobody fills the queue all the same.",
                "线程再多，也只是一起等：还是没有人往队列里放数据。",
            ),
        ),
        Hint(
            "allow_soft_placement",
            word("allow_soft_placement", "log_device_placement"),
            Text(
                "That is about where nodes run. This program does not get on, wherever it runs.",
                "这管的是节点在哪里运行。这个程序不管在哪里运行都走不下去。",
            ),
        ),
        Hint(
            "gpu_options",
            word("gpu_options", "device_count"),
            Text(
                "That is about GPUs. The program above waits on any device.",
                "这管的是 GPU。上面的程序在任何设备上都会等下去。",
            ),
        ),
    ],
    otherwise=Text(
        "Not yet. You want an error after some time: look for the field that sets a time.",
        "还不对。你想要的是过一段时间就报错：找一找设定时间的字段。",
    ),
)
