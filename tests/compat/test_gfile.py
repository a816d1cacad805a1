"""tf.gfile: files and folders, with TensorFlow's names and errors."""

from pathlib import Path

import pytest

import tensorlab as tf

gfile = tf.gfile
errors = tf.errors


def test_writing_and_reading(tmp_path: Path) -> None:
    path = str(tmp_path / "words.txt")
    with gfile.GFile(path, "w") as written:
        written.write("one\n")
        written.write("zwölf\n")
        assert written.name == path
        assert written.size() == len("one\nzwölf\n".encode())
    with gfile.Open(path, "a") as written:
        written.write("three")
    with gfile.FastGFile(path) as opened:
        assert opened.readline() == "one\n"
        assert opened.tell() == 4
        assert opened.read(2) == "zw"
        opened.seek(0)
        assert opened.readlines() == ["one\n", "zwölf\n", "three"]
    assert [line.strip() for line in gfile.GFile(path)] == ["one", "zwölf", "three"]
    assert gfile.GFile(path, "rb").read() == "one\nzwölf\nthree".encode()
    assert gfile.GFile(path, "r").size() == 16


def test_bytes(tmp_path: Path) -> None:
    path = str(tmp_path / "data.bin")
    with gfile.GFile(path, "wb") as written:
        written.write(b"\0\1")
        written.write("text")
    with gfile.GFile(path, "rb") as opened:
        assert opened.read() == b"\0\1text"
    with gfile.GFile(path, "wb"):
        """Nothing is written: the file is empty."""
    assert gfile.Stat(path).length == 0


def test_errors_of_files(tmp_path: Path) -> None:
    """tf.errors, as TensorFlow raises them: when a file is first read, not when it is named."""
    missing = gfile.GFile(str(tmp_path / "missing"))
    with pytest.raises(errors.NotFoundError, match="missing; No such file or directory"):
        missing.read()
    with pytest.raises(errors.PermissionDeniedError, match="not open for reading"):
        gfile.GFile(str(tmp_path / "new"), "w").read()
    with pytest.raises(errors.PermissionDeniedError, match="not open for writing"):
        gfile.GFile(str(tmp_path / "new"), "r").write("x")
    with pytest.raises(errors.OpError, match="There is no mode 'q'"):
        gfile.GFile("x", "q")
    with pytest.raises(errors.NotFoundError):
        gfile.Remove(str(tmp_path / "missing"))
    with pytest.raises(errors.NotFoundError):
        gfile.Stat(str(tmp_path / "missing"))
    with pytest.raises(errors.NotFoundError):
        gfile.ListDirectory(str(tmp_path / "missing"))
    with pytest.raises(errors.NotFoundError):
        gfile.DeleteRecursively(str(tmp_path / "missing"))
    with pytest.raises(errors.NotFoundError):
        gfile.MkDir(str(tmp_path / "missing" / "inner"))


def test_folders(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    gfile.MakeDirs(str(inner))
    gfile.MakeDirs(str(inner))
    with pytest.raises(errors.AlreadyExistsError):
        gfile.MkDir(str(inner))
    gfile.MkDir(str(tmp_path / "other"))
    assert gfile.IsDirectory(str(inner)) and gfile.Exists(str(inner))
    assert gfile.Stat(str(inner)).is_directory
    (inner / "b.txt").write_text("b", encoding="utf-8")
    (inner / "a.txt").write_text("a", encoding="utf-8")
    assert gfile.ListDirectory(str(inner)) == ["a.txt", "b.txt"]
    assert gfile.Glob(str(inner / "*.txt")) == [str(inner / "a.txt"), str(inner / "b.txt")]
    assert gfile.Glob([str(inner / "b*"), str(inner / "nothing")]) == [str(inner / "b.txt")]
    walked = [(Path(top).name, folders, files) for top, folders, files in gfile.Walk(str(tmp_path / "outer"))]
    assert walked == [("outer", ["inner"], []), ("inner", [], ["a.txt", "b.txt"])]
    backwards = [Path(top).name for top, _, _ in gfile.Walk(str(tmp_path / "outer"), in_order=False)]
    assert backwards == ["inner", "outer"]
    gfile.DeleteRecursively(str(tmp_path / "outer"))
    assert not gfile.Exists(str(inner)) and not gfile.IsDirectory(str(inner))


def test_copying_and_renaming(tmp_path: Path) -> None:
    first, second, third = (str(tmp_path / name) for name in "abc")
    Path(first).write_text("one", encoding="utf-8")
    gfile.Copy(first, second)
    with pytest.raises(errors.AlreadyExistsError, match="overwrite=True"):
        gfile.Copy(first, second)
    Path(first).write_text("two", encoding="utf-8")
    gfile.Copy(first, second, overwrite=True)
    assert gfile.GFile(second).read() == "two"
    gfile.Rename(first, third)
    with pytest.raises(errors.AlreadyExistsError):
        gfile.Rename(second, third)
    gfile.Rename(second, third, overwrite=True)
    assert gfile.ListDirectory(str(tmp_path)) == ["c"]
    with pytest.raises(errors.NotFoundError):
        gfile.Copy(first, second)
    gfile.Remove(third)
    assert gfile.ListDirectory(str(tmp_path)) == []


def test_paths_may_be_objects(tmp_path: Path) -> None:
    with gfile.GFile(tmp_path / "x", "w") as written:
        written.write("x")
    assert gfile.Exists(tmp_path / "x")


def test_files_beside_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """tf.resource_loader looks beside the file that asks, wherever the program was started."""
    monkeypatch.chdir(tmp_path)
    here = Path(__file__).parent
    assert Path(tf.resource_loader.get_data_files_path()) == here
    assert Path(tf.resource_loader.get_path_to_datafile("x.txt")) == here / "x.txt"
    assert tf.resource_loader.load_resource("__init__.py") == (here / "__init__.py").read_bytes()


def test_libraries_of_ops() -> None:
    """What is compiled for TensorFlow says what to do instead."""
    with pytest.raises(
        errors.NotFoundError, match=r"zero_out.so is compiled for TensorFlow itself.*tf.py_func"
    ):
        tf.load_op_library("./zero_out.so")
    with pytest.raises(NotImplementedError, match="no C\\+\\+ headers"):
        tf.sysconfig.get_include()
