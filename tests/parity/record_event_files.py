"""Let TensorFlow write a small event file, which the tests read, and compare with what tensorlab writes.

    python -m tests.parity.record_event_files       (where TensorFlow is installed: `oracle.py`)

Everything in it is fixed, the times too; only the first event has the second in which it was written.
"""

import glob
import shutil
import tempfile
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "summaries" / "files" / "written_by_tensorflow.tfevents"


def events(tf: Any) -> list[Any]:
    """One event of every kind."""
    histogram = tf.HistogramProto(
        min=-1.0, max=2.0, num=3.0, sum=1.5, bucket_limit=[0.0, 3.0], bucket=[1.0, 2.0]
    )
    picture = tf.Summary.Image(encoded_image_string=b"\x89PNG", height=2, width=3, colorspace=1)
    metadata = tf.SummaryMetadata(plugin_data=tf.SummaryMetadata.PluginData(plugin_name="text"))
    values = [
        tf.Summary.Value(tag="loss", simple_value=0.25),
        tf.Summary.Value(tag="weights", histo=histogram),
        tf.Summary.Value(tag="input", image=picture),
        tf.Summary.Value(tag="note", metadata=metadata),
    ]
    tagged = tf.summary.TaggedRunMetadata(tag="step 3", run_metadata=b"\x0a\x00")
    return [
        tf.Event(wall_time=1.5, step=2, summary=tf.Summary(value=values)),
        tf.Event(wall_time=2.5, step=1 << 40, summary=tf.Summary()),
        tf.Event(wall_time=3.5, session_log=tf.SessionLog(status=tf.SessionLog.START)),
        tf.Event(wall_time=4.5, step=3, tagged_run_metadata=tagged),
        tf.Event(wall_time=5.5, graph_def=bytes(range(256)) * 300),
    ]


def main() -> None:
    """Write the file."""
    from tests.parity.oracle import open_tensorflow

    tf = open_tensorflow()
    folder = tempfile.mkdtemp()
    with tf.Graph().as_default(), tf.summary.FileWriter(folder) as writer:
        for event in events(tf):
            writer.add_event(event)
    (path,) = glob.glob(f"{folder}/*")
    FILE.parent.mkdir(exist_ok=True)
    shutil.copy(path, FILE)
    print(FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
