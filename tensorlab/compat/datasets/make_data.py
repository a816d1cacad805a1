"""Makes `digits.npz` and `iris.csv`, the small data sets that come with tensorlab, out of scikit-learn's copies.

    python -m tensorlab.compat.datasets.make_data DIGITS.CSV.GZ IRIS.CSV

The arguments are `digits.csv.gz` and `iris.csv` out of `sklearn/datasets/data/` of scikit-learn 1.9.1.

Sources, both under the licence CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/):

- Digits: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (the part for tests, 1,797 digits of
  13 writers, 8 x 8 pixels from 0 to 16), UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49.
- Iris: R. A. Fisher, Iris, UCI Machine Learning Repository, 1936, https://doi.org/10.24432/C56C76.

Read next: `digits.py`.
"""

import gzip
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def main(digits: str, iris: str) -> None:
    """Write the two files beside this one."""
    with gzip.open(digits, "rt", encoding="ascii") as opened:
        table = np.loadtxt(opened, delimiter=",").astype(np.uint8)
    np.savez_compressed(HERE / "digits.npz", images=table[:, :64].reshape(-1, 8, 8), labels=table[:, 64])
    (HERE / "iris.csv").write_bytes(Path(iris).read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
