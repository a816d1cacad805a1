"""tf.contrib.opt: more optimizers, as far as programs use them. It only gathers names.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/opt
"""

from tensorlab.late_names import late_names as _late_names

__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "compat.contrib.opt_adams": "AdaMaxOptimizer LazyAdamOptimizer NadamOptimizer",
        "compat.contrib.opt_decay": "AdamWOptimizer DecoupledWeightDecayExtension MomentumWOptimizer "
        "extend_with_decoupled_weight_decay",
        "compat.contrib.opt_external": "ExternalOptimizerInterface ScipyOptimizerInterface",
        "compat.contrib.opt_layers": "LARSOptimizer MovingAverageOptimizer VariableClippingOptimizer",
    },
)
