"""The dtypes are TensorFlow's: names, numbers, families, conversions."""

import numpy as np
import pytest

from tensorlab.graph import dtypes
from tensorlab.graph.dtypes import DType, as_dtype
from tests.parity.ground_answers import differences

KNOWN_DIFFERENCES = {
    # NumPy's name for the same thing; tensorlab gives both twins Python's own.
    "tf.string._as_ref.as_numpy_dtype",
}


def test_same_answers_as_tensorflow():
    assert set(differences("dtypes")) == KNOWN_DIFFERENCES


def test_families():
    assert len(dtypes.ALL) == 15
    assert dtypes.ALL == dtypes.NUMERIC | dtypes.BOOL | dtypes.STRING
    assert dtypes.NUMERIC == dtypes.REAL | dtypes.COMPLEX
    assert dtypes.REAL == dtypes.FLOATING | dtypes.INTEGER
    for dtype in dtypes.ALL:
        assert (dtype in dtypes.FLOATING) == dtype.is_floating
        assert (dtype in dtypes.INTEGER) == dtype.is_integer
        assert (dtype in dtypes.UNSIGNED_INTEGER) == dtype.is_unsigned
        assert (dtype in dtypes.COMPLEX) == dtype.is_complex
        assert dtype._as_ref not in dtypes.ALL and dtype._as_ref.base_dtype is dtype


@pytest.mark.parametrize("dtype", sorted(dtypes.ALL, key=int), ids=lambda dtype: dtype.name)
def test_numpy_dtypes_of_any_byte_order_come_back(dtype):
    array_dtype = np.dtype(dtype.as_numpy_dtype)
    for again in (array_dtype, array_dtype.newbyteorder(), array_dtype.type, np.zeros(2, array_dtype)):
        assert as_dtype(again) is dtype


@pytest.mark.parametrize(
    "value, advice",
    [
        (int, "tf.int32 or tf.int64"),
        (str, "tf.string"),
        (complex, "tf.complex64"),
        ("flaot32", "'float32'"),
        ("Float32", "'float32'"),
        (None, "lost"),
    ],
)
def test_the_error_says_what_to_write_instead(value, advice):
    with pytest.raises(TypeError, match="is not a dtype") as caught:
        as_dtype(value)
    assert advice in str(caught.value)


@pytest.mark.parametrize("value", [True, np.float32(2.0), 14, "bfloat16", object()])
def test_values_are_not_mistaken_for_numbers_of_types(value):
    # In TensorFlow `True` counts as number 1 and `np.float32(2.0)` as number 2; here nothing is guessed.
    if isinstance(value, np.generic):
        assert as_dtype(value) is dtypes.float32
    else:
        with pytest.raises(TypeError):
            as_dtype(value)


def test_no_dtype_is_made_twice():
    with pytest.raises(TypeError, match="number of a DType"):
        DType(14)
    with pytest.raises(TypeError):
        DType("float32")
    assert DType(dtypes.float32.as_datatype_enum) is dtypes.float32
