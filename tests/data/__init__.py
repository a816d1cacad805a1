"""Tests of tf.data that need no recorded answers: threads, files, records, random pipelines and their plain twins."""
