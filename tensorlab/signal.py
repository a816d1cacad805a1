"""tf.signal: Fourier transforms of signals.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.cosine_transforms import (
    dct,
    fftshift,
    idct,
    ifftshift,
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
from tensorlab.ops.signals import (
    frame,
    hamming_window,
    hann_window,
    inverse_stft,
    inverse_stft_window_fn,
    linear_to_mel_weight_matrix,
    mfccs_from_log_mel_spectrograms,
    overlap_and_add,
    stft,
)

__getattr__ = _unknown_name(__name__, globals())
