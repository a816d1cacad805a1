"""What the pages say around a lesson, in both languages, and the addresses that they name. Read next: `build.py`."""

BINDER = "https://mybinder.org/v2"

WORDS = {
    "en": {
        "lang": "en",
        "course": "tensorlab: the course",
        "home": "all lessons",
        "reference": "Reference",
        "previous": "Previous",
        "next": "Next",
        "other": "中文",
        "other_lang": "zh-CN",
        "skip": "Skip to the lesson",
        "notebook": "download this lesson as a notebook",
        "binder": "open it in Binder",
        "how": "Click into a Tracer and press → or ←. It needs no kernel and no network.",
        "read": "The cells of this page have been run already, and its Tracers step. To change a program, and to have "
        "your answers checked:",
        "check": "An answer is checked where Python runs: in this lesson's notebook, which you find at the foot of "
        "the page.",
        "pages": "Pages of this course",
    },
    "zh": {
        "lang": "zh-CN",
        "course": "tensorlab 课程",
        "home": "全部课程",
        "reference": "参考手册（英文）",
        "previous": "上一课",
        "next": "下一课",
        "other": "English",
        "other_lang": "en",
        "skip": "跳到正文",
        "notebook": "下载本课的 notebook",
        "binder": "在 Binder 中打开",
        "how": "点一下追踪器，再按 → 或 ←。不需要内核，也不需要网络。",
        "read": "这一页的单元格已经运行过，追踪器可以一步一步走。想改动程序，或者检查自己的答案：",
        "check": "答案要在能运行 Python 的地方检查：请下载页面底部的本课 notebook。",
        "pages": "本课程的页面",
    },
}
