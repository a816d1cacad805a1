"""tf.spectral: the older name of tf.signal's Fourier transforms.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.cosine_transforms import (
    dct,
    idct,
)
from tensorlab.ops.fourier import (
    fft,
    fft2d,
    fft3d,
    ifft,
    ifft2d,
    ifft3d,
    irfft,
    irfft2d,
    irfft3d,
    rfft,
    rfft2d,
    rfft3d,
)

__getattr__ = _unknown_name(__name__, globals())
