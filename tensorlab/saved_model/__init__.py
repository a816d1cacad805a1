"""tf.saved_model: a trained graph with the values of its variables in one folder, to be used by other programs.

The folder holds `saved_model.pb`, the graph with what goes in and comes out, and a checkpoint in `variables/`.

This module only gathers names; each stands, explained, on the page it is imported from.

Read next: `builder.py`, then `loader.py`.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.saved_model import (
    builder,
    constants,
    loader,
    main_op,
    signature_constants,
    signature_def_utils,
    tag_constants,
    utils,
)
from tensorlab.saved_model.builder import SavedModelBuilder as Builder
from tensorlab.saved_model.builder import simple_save
from tensorlab.saved_model.constants import (
    ASSETS_DIRECTORY,
    ASSETS_KEY,
    LEGACY_INIT_OP_KEY,
    MAIN_OP_KEY,
    SAVED_MODEL_FILENAME_PB,
    SAVED_MODEL_FILENAME_PBTXT,
    SAVED_MODEL_SCHEMA_VERSION,
    VARIABLES_DIRECTORY,
    VARIABLES_FILENAME,
)
from tensorlab.saved_model.loader import load, maybe_saved_model_directory
from tensorlab.saved_model.loader import maybe_saved_model_directory as contains_saved_model
from tensorlab.saved_model.main_op import main_op_with_restore
from tensorlab.saved_model.signature_constants import (
    CLASSIFY_INPUTS,
    CLASSIFY_METHOD_NAME,
    CLASSIFY_OUTPUT_CLASSES,
    CLASSIFY_OUTPUT_SCORES,
    DEFAULT_SERVING_SIGNATURE_DEF_KEY,
    PREDICT_INPUTS,
    PREDICT_METHOD_NAME,
    PREDICT_OUTPUTS,
    REGRESS_INPUTS,
    REGRESS_METHOD_NAME,
    REGRESS_OUTPUTS,
)
from tensorlab.saved_model.signature_def_utils import (
    build_signature_def,
    classification_signature_def,
    is_valid_signature,
    predict_signature_def,
    regression_signature_def,
)
from tensorlab.saved_model.tag_constants import GPU, SERVING, TPU, TRAINING
from tensorlab.saved_model.utils import build_tensor_info, get_tensor_from_tensor_info

__getattr__ = _unknown_name(__name__, globals())
