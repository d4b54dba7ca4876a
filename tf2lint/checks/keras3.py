"""Keras 3: code that the Keras of TensorFlow 2.15 still ran."""
