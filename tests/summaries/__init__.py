"""Summaries: what they hold, what writers put into files, and that TensorBoard shows it."""
