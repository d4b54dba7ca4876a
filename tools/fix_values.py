"""What to pass for a parameter of a TensorFlow function, by the parameter's name.

Each value is the source text of an expression that both TensorFlows understand; ``np`` is
NumPy. They are tried in order until TensorFlow 1.15 accepts a call.
"""

from __future__ import annotations

#: What the values below are made of; none of it changed between the TensorFlows.
PREAMBLE = """\
import numpy as np
import tensorflow as tf

MATRIX = np.array([[0.5, 2.0, 1.5], [3.0, 0.25, 1.0]], np.float32)
SQUARE = np.array([[4.0, 1.0], [1.0, 3.0]], np.float32)
VECTOR = np.array([0.2, 0.7, 0.9], np.float32)
INTS = np.array([1, 0, 2], np.int32)
LONGS = np.array([[1, 0, 2], [2, 1, 0]], np.int64)
IMAGE = np.arange(48, dtype=np.float32).reshape([1, 4, 4, 3]) / 48
BYTES = np.arange(48).reshape([4, 4, 3]).astype(np.uint8)
STRINGS = ['a b', 'c d e']
TRUTHS = np.array([True, False, True])
COMPLEX = np.array([[1 + 2j, 3 - 1j], [0.5j, 2]], np.complex64)
SPARSE = tf.SparseTensor([[0, 1], [1, 2]], [1.5, 2.5], [2, 3])
SPARSE_IDS = tf.SparseTensor([[0, 0], [1, 1]], np.array([1, 2], np.int64), [2, 2])
SPARSE_TEXT = tf.SparseTensor([[0, 1], [1, 2]], ['a', 'b'], [2, 3])
VOLUME = np.arange(54, dtype=np.float32).reshape([1, 3, 3, 3, 2]) / 54
CUBE = np.arange(8, dtype=np.float32).reshape([2, 2, 2])
VARIABLE = tf.Variable([1.0, 2.0, 3.0])
"""

#: For whatever may be a tensor.
TENSORS = (
    "MATRIX",
    "SQUARE",
    "VECTOR",
    "INTS",
    "IMAGE",
    "STRINGS",
    "COMPLEX",
    "TRUTHS",
    "LONGS",
    "CUBE",
    "SPARSE",
    "VOLUME",
    "BYTES",
    "2.5",
    "3",
    "np.array([[True, False], [True, True]])",
)

_SAME = {
    "axis": ("1", "0", "-1", "[0, 1]"),
    "text": ("'abc'",),
    "truth": ("True", "False"),
    "count": ("2", "3"),
    "sparse": ("SPARSE", "SPARSE_IDS", "SPARSE_TEXT"),
    "seed": ("7",),
    "scalar": ("0.5", "2"),
}
_KINDS = {
    "axis": "axis axes dim dimension reduction_indices squeeze_dims concat_dim split_dim "
    "seq_dim batch_dim seq_axis batch_axis batch_dims reduction_axes",
    "text": "name message key scope op_type separator delimiter",
    "truth": "keep_dims keepdims validate_indices align_corners adjoint_a adjoint_b "
    "half_pixel_centers transpose_a transpose_b conjugate adjoint exclusive reverse narrow_range "
    "full_matrices compute_uv compute_v sorted skip_empty validate_shape verify_shape "
    "preserve_aspect_ratio uniform_noise centered normalized preserve_cardinality back_prop "
    "swap_memory strict optimize descending a_is_sparse b_is_sparse expand_nonconcat_dim "
    "deterministic pseudo_random overlapping little_endian rescale_grad use_locking lower",
    "count": "k num n num_classes num_samples num_sampled block_size depth num_segments "
    "minlength maxlength summarize num_thresholds num_bits max_outputs parallel_iterations rank "
    "num_upper num_lower maxiter target_height target_width num_buckets hash_bucket_size "
    "repeats stop limit num_true",
    "sparse": "sp_input sp_a sp_b sparse sp_ids sparse_ids serialized_sparse",
    "seed": "seed seed2 random_seed",
    "scalar": "rate keep_prob stddev mean epsilon lam alpha beta label_smoothing delta "
    "factor gamma pos_weight clip_norm min_scale scalar minval min max_norm upper_frequency",
}

VALUES: dict[str, tuple[str, ...]] = {
    name: _SAME[kind] for kind, names in _KINDS.items() for name in names.split()
}
VALUES.update(
    {
        "dtype": ("tf.float32", "tf.int32", "tf.float64", "tf.int64", "tf.string"),
        "out_type": ("tf.int64", "tf.float32", "tf.int32", "tf.uint8"),
        "output_type": ("tf.int32", "tf.int64"),
        "output_dtype": ("tf.int32", "tf.float32"),
        "preferred_dtype": ("tf.float32", "tf.int64"),
        "Tout": ("tf.float32", "[tf.float32]"),
        "T": ("tf.quint8",),
        "Targmax": ("tf.int32",),
        "shape": ("[40, 50]", "[2, 3]", "[3]", "[]"),
        "target_dtype": ("tf.float64",),
        "value": ("MATRIX", "2.5", "IMAGE", "'a'", "STRINGS"),
        "on_value": ("1.5",),
        "off_value": ("-1.0",),
        "maxval": ("3.0", "5"),
        "max": ("3.0", "5"),
        "mode": ("'REFLECT'", "'SYMMETRIC'"),
        "min_range": ("0.0",),
        "max_range": ("6.0",),
        "paddings": ("[[1, 1], [0, 1]]", "[[0, 0], [0, 0]]", "[[1, 1]]"),
        "crops": ("[[0, 0], [0, 0]]",),
        "block_shape": ("[2, 2]",),
        "multiples": ("[2, 1]",),
        "perm": ("[1, 0]",),
        "permutation": ("[1, 0]",),
        "begin": ("[0, 1]",),
        "size": ("[2, 2]", "[1, 2]", "2"),
        "indices": ("[1, 0]", "[[0, 1], [1, 0]]", "[0]", "[[0], [1]]"),
        "ids": ("np.array([1, 0], np.int64)",),
        "segment_ids": ("[0, 0]", "[0, 1]", "[0, 0, 1]"),
        "updates": ("VECTOR", "[5.0]", "[5.0, 6.0]"),
        "ref": ("VARIABLE",),
        "params": ("MATRIX", "VECTOR"),
        "labels": (
            "np.array([[0., 1., 0.], [1., 0., 0.]], np.float32)",
            "[1, 0]",
            "[[1], [0]]",
            "np.array([[1.], [0.]], np.float32)",
            "np.array([1, 0], np.int64)",
        ),
        "predictions": ("MATRIX", "[1, 0]", "[[0.2, 0.7, 0.1], [0.6, 0.3, 0.1]]"),
        "logits": ("MATRIX",),
        "targets": ("np.array([[0., 1., 0.], [1., 0., 0.]], np.float32)", "[1, 0]"),
        "onehot_labels": ("np.array([[0., 1., 0.], [1., 0., 0.]], np.float32)",),
        "multi_class_labels": ("np.array([[0., 1., 0.], [1., 0., 0.]], np.float32)",),
        "weights": ("MATRIX", "2.0", "VECTOR"),
        "filter": (
            "np.ones([2, 2, 3, 2], np.float32)",
            "np.ones([2, 2, 3], np.float32)",
            "np.ones([2, 2, 2, 2, 2], np.float32)",
            "np.ones([2, 3, 2], np.float32)",
            "np.ones([2, 2, 2, 3], np.float32)",
        ),
        "filters": (
            "np.ones([2, 2, 3, 2], np.float32)",
            "np.ones([2, 2, 3], np.float32)",
            "np.ones([2, 2, 2], np.float32)",
        ),
        "kernel": ("np.ones([2, 2, 3], np.float32)",),
        "depthwise_filter": ("np.ones([2, 2, 3, 2], np.float32)",),
        "pointwise_filter": ("np.ones([1, 1, 6, 2], np.float32)",),
        "strides": ("[1, 1, 1, 1]", "[1, 2, 2, 1]", "1", "[1, 1, 1, 1, 1]", "[2, 2]"),
        "stride": ("1",),
        "rates": ("[1, 1, 1, 1]",),
        "dilations": ("[1, 1, 1, 1]", "[1, 2, 2, 1]", "[1, 1]"),
        "dilation_rate": ("[1, 1]", "[2, 2]"),
        "ksize": ("[1, 2, 2, 1]", "[1, 2, 2, 2, 1]", "2"),
        "ksizes": ("[1, 2, 2, 1]",),
        "window_shape": ("[2, 2]",),
        "pooling_type": ("'MAX'", "'AVG'"),
        "pooling_ratio": ("[1.0, 1.5, 1.5, 1.0]",),
        "padding": ("'SAME'", "'VALID'"),
        "data_format": ("'NHWC'", "'NWC'", "'NDHWC'"),
        "output_shape": ("[1, 4, 4, 3]", "[2, 3]"),
        "default_value": ("0", "''", "-1"),
        "sequence_length": ("[1, 2]", "3"),
        "seq_lengths": ("[1, 2]",),
        "condition": ("[True, False]",),
        "pred": ("tf.constant(True)",),
        "true_fn": ("lambda: tf.constant(1)",),
        "false_fn": ("lambda: tf.constant(2)",),
        "fn1": ("lambda: tf.constant(1)",),
        "fn2": ("lambda: tf.constant(2)",),
        "fn": ("lambda a: a * 2", "lambda a, b: a + b"),
        "func": ("lambda a: a * 2",),
        "elems": ("MATRIX",),
        "inp": ("[np.float32(2.0)]",),
        "tensors": ("[VECTOR, VECTOR]",),
        "values": ("VECTOR", "[MATRIX, MATRIX]"),
        "inputs": ("[VECTOR, VECTOR]", "MATRIX", "IMAGE"),
        "sp_inputs": ("[SPARSE, SPARSE]",),
        "b": ("MATRIX", "SQUARE", "np.array([[1.0, 2.0], [0.5, 1.0], [1.0, 0.0]], np.float32)"),
        "rhs": ("SQUARE",),
        "chol": ("np.array([[2.0, 0.0], [0.5, 1.5]], np.float32)",),
        "diagonal": ("[1.0, 2.0]", "[1.0, 2.0, 3.0]"),
        "image": ("BYTES", "IMAGE"),
        "images": ("IMAGE", "BYTES"),
        "boxes": ("[[0.0, 0.0, 0.5, 0.5], [0.1, 0.1, 0.9, 0.9]]", "[[[0.0, 0.0, 0.5, 0.5]]]"),
        "box_ind": ("[0, 0]",),
        "crop_size": ("[2, 2]",),
        "scores": ("[0.9, 0.8]",),
        "max_output_size": ("2",),
        "method": ("tf.image.ResizeMethod.BILINEAR", "tf.image.ResizeMethod.NEAREST_NEIGHBOR"),
        "bounding_boxes": ("[[[0.0, 0.0, 0.5, 0.5]]]",),
        "image_size": ("[4, 4, 3]",),
        "offsets": ("[[0.0, 0.0]]",),
        "input_sizes": ("[1, 4, 4, 3]",),
        "pattern": ("'[a-c]'",),
        "rewrite": ("'z'",),
        "pos": ("0",),
        "len": ("1",),
        "unit": ("'UTF8_CHAR'",),
        "string_tensor": ("['1', '2']", "STRINGS"),
        "bytes": ("['abcd']",),
        "input_bytes": ("['abcd']",),
        "source": ("STRINGS",),
        "errors": ("'replace'",),
        "thresh": ("2.0",),
        "new_shape": ("[3, 4]",),
        "sparse_indices": ("[1, 3]",),
        "sparse_values": ("2.0",),
        "lookup_key": ("VECTOR",),
        "partition_strategy": ("'div'", "'mod'"),
        "combiner": ("'mean'", "'sum'"),
        "ord": ("'euclidean'", "1"),
        "start": ("0.0", "0"),
        "stop": ("3.0",),
        "window_length": ("4",),
        "frame_length": ("2",),
        "frame_step": ("1",),
        "concentration": ("1.5",),
        "num_or_size_splits": ("3", "[1, 2]"),
        "begin_norm_axis": ("1",),
        "variance": ("np.float32(1.5)", "VECTOR"),
        "offset": ("np.float32(0.1)", "None"),
        "scale": ("np.float32(1.2)", "None"),
        "variance_epsilon": ("0.001",),
        "a": ("MATRIX", "SQUARE", "COMPLEX"),
        "x": TENSORS[:10],
        "y": ("MATRIX", "SQUARE", "VECTOR", "INTS", "2.0", "3"),
        "t": ("MATRIX", "[0.5, 1.0]"),
        "msg": ("'bad'",),
        "num_rows": ("2",),
        "num_columns": ("3",),
        "batch_shape": ("[2]",),
        "transitions": ("SQUARE",),
        "diag_index": ("0",),
        "column_boundaries": ("[0.5]",),
        "global_step": ("7",),
        "learning_rate": ("0.1",),
        "decay_steps": ("10",),
        "decay_rate": ("0.9",),
        "features": ("MATRIX", "IMAGE"),
        "feature": ("MATRIX",),
        "bias": ("[0.1, 0.2, 0.3]",),
        "data": ("[VECTOR]", "MATRIX", "VECTOR", "[[1.0]]"),
        "partitions": ("[0, 1]",),
        "num_partitions": ("2",),
        "mask": ("[True, False]",),
        "nrow": ("2",),
        "hash_key": ("[1, 2]",),
        "key_dtype": ("tf.int64",),
        "structure": ("[1, (2, 3)]",),
        "object": ("[1]",),
        "tensor": TENSORS[:9],
        "input": TENSORS[:12],
    }
)
