"""The only package that opens sockets: address policy, deadlines, robots.txt, quotas.

Import the module that a thing is in.
"""
