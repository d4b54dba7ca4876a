"""tf2lint: finds TensorFlow 1 code that TensorFlow 2 rejects or misreads."""

__version__ = "0.1.0"
