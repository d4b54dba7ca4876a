"""A digit classifier as people wrote it for TensorFlow 1; lint it to see tf2lint work.

    tf2lint check examples/mnist_tf1.py
"""

import os

import tensorflow as tf
import tensorflow.contrib.slim as slim
from tensorflow.examples.tutorials.mnist import input_data

flags = tf.app.flags
flags.DEFINE_string("data_dir", "/tmp/mnist", "Where the images are kept.")
flags.DEFINE_string("train_dir", "/tmp/mnist_train", "Where summaries and checkpoints go.")
flags.DEFINE_integer("batch_size", 128, "Images in a training step.")
flags.DEFINE_integer("steps", 2000, "Training steps.")
FLAGS = flags.FLAGS


def network(images, keep_prob):
    """Two convolutions and a hidden layer; returns the logits of the ten digits."""
    net = tf.reshape(images, [-1, 28, 28, 1])
    with tf.variable_scope("digits", reuse=tf.AUTO_REUSE):
        net = slim.conv2d(net, 32, [5, 5], scope="conv1")
        net = slim.max_pool2d(net, [2, 2], scope="pool1")
        net = tf.layers.conv2d(net, 64, 5, activation=tf.nn.relu, name="conv2")
        net = tf.layers.flatten(net)
        width = net.get_shape()[1].value
        weights = tf.get_variable(
            "weights", [width, 512], initializer=tf.contrib.layers.xavier_initializer()
        )
        net = tf.nn.relu(tf.matmul(net, weights))
        net = tf.nn.dropout(net, keep_prob)
        return slim.fully_connected(net, 10, activation_fn=None, scope="logits")


def main(_):
    mnist = input_data.read_data_sets(FLAGS.data_dir, one_hot=True)
    images = tf.placeholder(tf.float32, [None, 784], name="images")
    labels = tf.placeholder(tf.float32, [None, 10], name="labels")
    keep_prob = tf.placeholder_with_default(1.0, shape=[])

    logits = network(images, keep_prob)
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    correct = tf.equal(tf.argmax(logits, dimension=1), tf.argmax(labels, dimension=1))
    accuracy = tf.reduce_mean(tf.to_float(correct))
    step = tf.train.get_or_create_global_step()
    train = tf.train.AdamOptimizer(1e-3).minimize(loss, global_step=step)

    tf.summary.scalar("loss", loss)
    summaries = tf.summary.merge_all()
    saver = tf.train.Saver()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(FLAGS.train_dir, sess.graph)
        for number in range(FLAGS.steps):
            batch, digits = mnist.train.next_batch(FLAGS.batch_size)
            feed = {images: batch, labels: digits, keep_prob: 0.5}
            _, text = sess.run([train, summaries], feed_dict=feed)
            writer.add_summary(text, number)
        test = {images: mnist.test.images, labels: mnist.test.labels}
        tf.logging.info("accuracy %.3f", accuracy.eval(feed_dict=test))
        saver.save(sess, os.path.join(FLAGS.train_dir, "model"), global_step=step)


if __name__ == "__main__":
    tf.app.run()
