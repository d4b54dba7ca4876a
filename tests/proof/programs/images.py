import numpy as np
import tensorflow as tf

images = tf.constant(np.arange(96, dtype=np.float32).reshape([2, 4, 4, 3]))
result = [
    tf.image.resize_area(images, [2, 3]),
    tf.image.resize_area(images, size=[3, 5], align_corners=True),
    tf.image.resize(images, [7, 5], align_corners=True),
    tf.image.resize(images, [7, 5], tf.image.ResizeMethod.BICUBIC, True),
    tf.image.resize_images(images, [3, 5], tf.image.ResizeMethod.NEAREST_NEIGHBOR, True),
    tf.image.resize(images, [9, 3], align_corners=True, preserve_aspect_ratio=True),
]
