"""The tests of tensorlab. `CONTRIBUTING.md` says which test guards what."""
