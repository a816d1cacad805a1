"""What all Tracers on the site have in common is kept once: the script, nearly a megabyte, and the style sheet.

A notebook that was run for the site holds every Tracer whole, as the document of a frame (`srcdoc`). Here the frame
keeps what is its own, the record, and names the rest, each part a file of its own (`parts/<hash>.js`). A few lines of
script put the document together when the frame comes near the window. The parts are the same text as before, so the
document's own policy, which knows them by their hashes, still holds, and so does the frame's sandbox.

Read next: `build.py`.
"""

import hashlib
import json
import re
from html import escape, unescape
from pathlib import Path
from typing import Any

FOLDER = "parts"
NAME = re.compile(r"\{\{shared (\w+)\}\}")
FRAME = re.compile(r'<iframe srcdoc="([^"]*)"([^>]*)></iframe>')
PART = re.compile(r'(?<=<script type="module">).*?(?=</script>)|(?<=<style>).*?(?=</style>)', re.DOTALL)
LEAST = 2000  # characters; shorter parts stay where they are
LOADER = """{
const near = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    target.srcdoc = target.dataset.page.replace(/\\{\\{shared (\\w+)\\}\\}/g, (_, name) => tensorlabParts[name]);
    delete target.dataset.page;
  }
}, { rootMargin: "600px" });
for (const frame of document.querySelectorAll("iframe[data-page]")) near.observe(frame);
}"""


class Frames:
    """Takes the parts out of frames and keeps each once."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}

    def share(self, notebook: Any) -> Any:
        """A notebook with the parts taken out of its outputs; it is changed."""
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                if "text/html" in output.get("data", {}):
                    output.data["text/html"] = self.shared(output.data["text/html"])
        return notebook

    def shared(self, html: str) -> str:
        """HTML with the parts taken out of its frames.

        >>> frames = Frames()
        >>> long = "<style>" + "a" * 3000 + "</style>"
        >>> made = frames.shared(f'<iframe srcdoc="{escape(long)}" title="Tracer"></iframe>')
        >>> len(made) < 200, len(frames.parts)
        (True, 1)
        """
        return FRAME.sub(lambda found: self._frame(unescape(found.group(1)), found.group(2)), html)

    def _frame(self, page: str, attributes: str) -> str:
        left = PART.sub(lambda found: self._name(found.group()), page)
        return f'<iframe data-page="{escape(left)}"{attributes}></iframe>'

    def _name(self, part: str) -> str:
        if len(part) < LEAST:
            return part
        name = hashlib.sha256(part.encode()).hexdigest()[:16]
        self.parts[name] = part
        return f"{{{{shared {name}}}}}"

    def write(self, folder: Path) -> None:
        """Write every part into its file, where the pages look for it."""
        (folder / FOLDER).mkdir(exist_ok=True)
        for name, part in self.parts.items():
            text = (
                f'(globalThis.tensorlabParts ??= {{}})["{name}"] = {json.dumps(part, ensure_ascii=False)};\n'
            )
            (folder / FOLDER / f"{name}.js").write_text(text, encoding="utf-8")


def parts_of(notebook: Any) -> list[str]:
    """The names of the parts that a notebook's frames need, each once."""
    shown = [
        output.get("data", {}).get("text/html", "")
        for cell in notebook.cells
        for output in cell.get("outputs", ())
    ]
    return list(dict.fromkeys(name for html in shown for name in NAME.findall(html)))
