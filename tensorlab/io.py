"""tf.io: files, records, lines, pictures: what reads and writes them, under one roof.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names

__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "compat.io_gfile": "gfile",
        "graph_files.export_graph": "write_graph",
        "ops.text": "decode_base64 encode_base64",
        "queues.queue_classes": "PaddingFIFOQueue PriorityQueue RandomShuffleQueue",
        "queues.queue_base": "QueueBase",
        "reading.csv_lines": "decode_csv",
        "reading.decoding": "decode_compressed decode_raw parse_tensor serialize_tensor",
        "reading.file_nodes": "match_filenames_once matching_files read_file write_file",
        "reading.json_examples": "decode_json_example",
        "reading.parsing": (
            "FixedLenFeature FixedLenSequenceFeature SparseFeature VarLenFeature parse_example parse_single_example"
        ),
        "reading.picture_files": (
            "decode_and_crop_jpeg decode_bmp decode_gif decode_image decode_jpeg decode_png"
        ),
        "reading.picture_writing": "encode_jpeg encode_png extract_jpeg_shape is_jpeg",
        "reading.record_writer": "TFRecordOptions TFRecordWriter tf_record_iterator",
        "reading.sequence_parsing": "parse_single_sequence_example",
        "reading.serialized_sparse": "deserialize_many_sparse serialize_many_sparse serialize_sparse",
        "reading.tfrecord": "TFRecordCompressionType",
    },
)
