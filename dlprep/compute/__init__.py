"""Computational problems: fresh numbers, two independent references, named slips.

One family a folder, one problem a file.
"""
