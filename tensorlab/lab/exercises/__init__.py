"""Exercises: what the lessons ask, and what is said to an answer. One page for each lesson.

A page (such as `lesson_15.py`) declares its exercises: how to tell a right answer, why it is right, and for each
misconception that is known the answer which it leads to and a hint. A lesson only says `lab.check("15.1", answer)`,
so nobody reads a solution by accident.

Read next: `exercise.py` (what an exercise is), `answers.py` (how an answer is told), then any page.
"""
