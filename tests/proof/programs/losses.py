import tensorflow as tf

labels, logits = tf.constant([[0.0, 1.0]]), tf.constant([[0.3, 0.6]])
result = [
    tf.nn.softmax_cross_entropy_with_logits(_sentinel=None, labels=labels, logits=logits),
    tf.nn.sigmoid_cross_entropy_with_logits(None, labels, logits),
    tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits, dim=1),
    tf.nn.sparse_softmax_cross_entropy_with_logits(None, [1], logits),
]
