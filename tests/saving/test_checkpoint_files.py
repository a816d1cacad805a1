"""The files of a checkpoint: what they hold, and that nothing damaged or foreign is ever taken for one."""

import json
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import tensorlab as tf
from tensorlab.saving.checkpoint_files import DATA, INDEX, write_checkpoint
from tensorlab.saving.open_checkpoint import NUMBERS, Checkpoint
from tensorlab.saving.whole_files import PART, clear_forgotten, write_whole

VALUES: dict[str, Any] = {
    "w": np.arange(12, dtype=np.float32).reshape(3, 4),
    "steps": np.array(7, np.int64),
    "empty": np.zeros((0, 2), np.float16),
    "words": np.array([[b"one", b"\x00\xff"], [b"", "später".encode()]], object),
}


def same(actual: Any, expected: Any) -> bool:
    expected = np.asarray(expected)
    return (
        actual.dtype == expected.dtype
        and actual.shape == expected.shape
        and (
            actual.tolist() == expected.tolist()
            if actual.dtype == object
            else actual.tobytes() == expected.tobytes()
        )
    )


def all_of(prefix: str) -> dict[str, Any]:
    with Checkpoint(prefix) as checkpoint:
        return {name: checkpoint.read(name) for name in checkpoint.entries}


@pytest.fixture
def prefix(tmp_path: Path) -> str:
    """A checkpoint with `VALUES`."""
    path = str(tmp_path / "model")
    write_checkpoint(path, VALUES)
    return path


ANY_ARRAY = st.sampled_from(sorted(NUMBERS)).flatmap(
    lambda name: arrays.arrays(
        np.dtype(name), arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)
    )
)
ANY_TEXT = st.lists(st.binary(max_size=9), max_size=6).map(lambda texts: np.array([*texts, b""], object)[:-1])


@given(st.dictionaries(st.text(max_size=12), ANY_ARRAY | ANY_TEXT, max_size=4))
@settings(max_examples=80, deadline=None)
def test_every_value_under_every_name_comes_back(values: dict[str, Any]) -> None:
    """All dtypes, shapes and names, bit for bit."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "m")
        write_checkpoint(path, values)
        read = all_of(path)
        assert set(read) == set(values)
        assert all(same(read[name], values[name]) for name in values)
        assert all(array.flags.writeable for array in read.values())


def test_numpy_reads_the_data(prefix: str) -> None:
    """Without tensorlab, and without pickle."""
    with np.load(prefix + DATA, allow_pickle=False) as archive:
        assert same(archive["w"], VALUES["w"])
        assert archive["words.bytes"].tobytes() == b"one\x00\xff" + "später".encode()
        assert archive["words.ends"].tolist() == [3, 5, 5, 12]
    index = json.loads(Path(prefix + INDEX).read_text())
    assert index["tensors"]["w"]["shape"] == [3, 4]


def test_the_same_values_make_the_same_files(tmp_path: Path, prefix: str) -> None:
    """Neither time nor chance stands in them."""
    other = str(tmp_path / "other")
    write_checkpoint(other, VALUES)
    for ending in (DATA, INDEX):
        assert Path(other + ending).read_bytes() == Path(prefix + ending).read_bytes()


@pytest.mark.parametrize(
    "names", [["../../evil", "a"], ["a", "a.npy"], ["words.bytes", "words"], ["/", "\\", ""]]
)
def test_no_name_leads_out_of_the_archive_or_meets_another(tmp_path: Path, names: list[str]) -> None:
    """Members are called after the variables, but they are no paths."""
    path = str(tmp_path / "m")
    values = {name: np.array([place, 5.0]) for place, name in enumerate(names)}
    values["words"] = np.array([b"text"], object)
    write_checkpoint(path, values)
    assert all(same(array, values[name]) for name, array in all_of(path).items())
    with zipfile.ZipFile(path + DATA) as archive:
        members = archive.namelist()
    assert len(set(members)) == len(members)
    assert not any(".." in member or member.startswith("/") for member in members)


# --- damage -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [INDEX, DATA])
def test_no_changed_byte_changes_a_value(prefix: str, ending: str) -> None:
    """Any one byte of either file changed: a clear error, or (in what carries no value) the same values."""
    whole = Path(prefix + ending).read_bytes()
    refused = 0
    for position in range(0, len(whole), 3):
        changed = bytearray(whole)
        changed[position] ^= 1 << position % 8
        Path(prefix + ending).write_bytes(changed)
        try:
            read = all_of(prefix)
        except (tf.errors.DataLossError, tf.errors.UnimplementedError) as error:
            refused += 1
            assert prefix in error.message
            assert "try:" in error.message
        else:
            assert all(same(read[name], VALUES[name]) for name in VALUES)
            assert set(read) == set(VALUES)
    assert refused > len(whole) / 3 * (0.9 if ending == INDEX else 0.5)


@pytest.mark.parametrize("ending", [INDEX, DATA])
def test_nothing_cut_short_is_read(prefix: str, ending: str) -> None:
    """Either file at any shorter length."""
    whole = Path(prefix + ending).read_bytes()
    for length in [*range(0, len(whole) - 2, 11), len(whole) - 2]:
        Path(prefix + ending).write_bytes(whole[:length])
        with pytest.raises(tf.errors.DataLossError, match="model"):
            all_of(prefix)


def test_data_of_another_checkpoint_is_refused(tmp_path: Path, prefix: str) -> None:
    """An index belongs to one data file."""
    other = str(tmp_path / "other")
    write_checkpoint(other, {**VALUES, "w": VALUES["w"] + 1})
    os.replace(other + DATA, prefix + DATA)
    with pytest.raises(tf.errors.DataLossError, match="damaged, or not what the index names"):
        all_of(prefix)
    os.remove(prefix + DATA)
    with pytest.raises(tf.errors.DataLossError, match="missing"):
        all_of(prefix)


class Evil:
    """What a pickle may do when it is loaded."""

    def __reduce__(self) -> Any:
        return (os.mkdir, ("was_here",))


def test_no_pickle_is_ever_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pickle in the place of each file, and one inside an archive that is right otherwise."""
    monkeypatch.chdir(tmp_path)
    for ending in (INDEX, DATA):
        write_checkpoint("m", {"w": np.zeros(2)})
        Path("m" + ending).write_bytes(pickle.dumps(Evil()))
        with pytest.raises(tf.errors.DataLossError):
            all_of("m")
    # As an attacker would: object arrays inside, and an index with all checksums right.
    from tensorlab.saving import checkpoint_files

    real = np.lib.format.write_array
    monkeypatch.setattr(
        checkpoint_files.np.lib.format,
        "write_array",
        lambda stream, array, allow_pickle: real(stream, np.array([Evil()], object), allow_pickle=True),
    )
    write_checkpoint("m", {"w": np.zeros(2)})
    with pytest.raises(tf.errors.DataLossError, match="could hold anything"):
        all_of("m")
    assert not os.path.exists("was_here")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"null", b'{"format": 1}', b"\x00" * 64, b"[" * 5000]
)
def test_a_foreign_index_is_refused(prefix: str, content: bytes) -> None:
    """Whatever it is, the error names the file."""
    Path(prefix + INDEX).write_bytes(content)
    with pytest.raises(tf.errors.DataLossError, match=r"model\.index is damaged, or no index"):
        all_of(prefix)


def test_a_newer_format_says_so(prefix: str) -> None:
    """It is not taken for damage."""
    content = json.loads(Path(prefix + INDEX).read_text())
    content["version"] = 2
    Path(prefix + INDEX).write_text(json.dumps(content))
    with pytest.raises(tf.errors.UnimplementedError, match="pip install --upgrade"):
        all_of(prefix)


# --- writing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["replace", "fsync", "open"])
def test_a_failed_write_leaves_the_old_checkpoint(
    prefix: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A full disk, for instance: an error, nothing left behind, the old values there."""

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        if step == "open":
            patch.setattr("builtins.open", full)
        else:
            patch.setattr(os, step, full)
        with pytest.raises(OSError, match="No space"):
            write_checkpoint(prefix, {"w": np.zeros(3)})
    assert same(all_of(prefix)["w"], VALUES["w"])
    left = [name for name in os.listdir(os.path.dirname(prefix)) if name.endswith(PART)]
    assert left == []


def test_what_killed_programs_left_is_cleared_after_a_while(tmp_path: Path, prefix: str) -> None:
    """Only files with our names, and only old ones."""
    ours, young, others = (
        tmp_path / name for name in ("m.index.12-0011aabb.part", "m.index.13-0011aabb.part", "film.part")
    )
    for path in (ours, young, others):
        path.write_bytes(b"x")
    for path in (ours, others):
        os.utime(path, (0, 0))
    write_checkpoint(prefix, VALUES)
    assert (ours.exists(), young.exists(), others.exists()) == (False, True, True)
    clear_forgotten(str(tmp_path / "nowhere"))


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    """`write_whole` replaces, and leaves nothing when it cannot."""
    path = tmp_path / "note"
    write_whole(str(path), b"one")
    write_whole(str(path), b"two")
    assert path.read_bytes() == b"two"
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_whole(str(tmp_path / "folder"), b"three")
    assert sorted(os.listdir(tmp_path)) == ["folder", "note"]
