"""Devices: where nodes compute. Every kind of device is one small file; the placer says which node goes where.

Read next: `device.py` (what a device can do), `cpu.py` (the simplest one), `placer.py` (which node goes where),
`copies.py` (how a value gets from one device to another).
"""
