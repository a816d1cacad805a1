"""tf.resource_loader: files beside the program.

Read next: `gfile.py`.
"""

import os

from tensorlab.compat.old_names import users_frame


def get_data_files_path() -> str:
    """The folder of the file that calls this."""
    return os.path.dirname(os.path.abspath(users_frame().f_code.co_filename))


def get_path_to_datafile(path: str) -> str:
    """The path of a file that lies beside the one that calls this."""
    return os.path.join(get_data_files_path(), path)


def get_root_dir_with_all_resources() -> str:
    """The folder of the file that calls this."""
    return get_data_files_path()


def load_resource(path: str) -> bytes:
    """The content of a file that lies beside the one that calls this."""
    with open(get_path_to_datafile(path), "rb") as opened:
        return opened.read()


def readahead_file_path(path: str, readahead: str = "128M") -> str:
    """The path itself."""
    return path
