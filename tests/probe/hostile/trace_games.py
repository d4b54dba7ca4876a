# expect: raises
import sys


def trace(frame, event, argument):
    frame.f_trace_opcodes = True
    raise RuntimeError("from the tracer")


sys.settrace(trace)
len("x")


def function():
    return 1


function()
