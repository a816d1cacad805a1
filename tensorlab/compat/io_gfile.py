"""tf.io.gfile: the functions of `tf.gfile` under their newer names.

Read next: `gfile.py`.
"""

from types import SimpleNamespace

from tensorlab.compat import gfile as older

gfile = SimpleNamespace(
    GFile=older.GFile,
    copy=older.Copy,
    exists=older.Exists,
    glob=older.Glob,
    isdir=older.IsDirectory,
    listdir=older.ListDirectory,
    makedirs=older.MakeDirs,
    mkdir=older.MkDir,
    remove=older.Remove,
    rename=older.Rename,
    rmtree=older.DeleteRecursively,
    stat=older.Stat,
    walk=older.Walk,
)
"""`tf.io.gfile`."""
