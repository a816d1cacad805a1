"""tf.strings: operations on strings.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.text import (
    as_string,
    length,
    lower,
    reduce_join,
    substr,
    upper,
)
from tensorlab.ops.text import (
    string_join as join,
)
from tensorlab.ops.text import (
    string_strip as strip,
)
from tensorlab.ops.text import (
    string_to_number as to_number,
)
from tensorlab.ops.text_formats import (
    format,
)
from tensorlab.ops.text_hashes import (
    string_to_hash_bucket as to_hash_bucket,
)
from tensorlab.ops.text_hashes import (
    string_to_hash_bucket_fast as to_hash_bucket_fast,
)
from tensorlab.ops.text_hashes import (
    string_to_hash_bucket_strong as to_hash_bucket_strong,
)
from tensorlab.ops.text_patterns import (
    regex_full_match,
    regex_replace,
    split,
    unsorted_segment_join,
)

__getattr__ = _unknown_name(__name__, globals())
