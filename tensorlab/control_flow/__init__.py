"""Control flow: branches and loops, which decide while a graph runs what is computed, and how often.

Read in this order: `block.py` (the inside of a branch or a loop), `nodes.py` (the operations that hold blocks),
`running.py` (how a session runs them), `branching.py` and `looping.py` (`tf.cond`, `tf.while_loop`), the gradients.
"""
