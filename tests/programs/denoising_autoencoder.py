"""A denoising autoencoder: noise is added to the input inside the graph, the clean image is the goal."""

import tensorflow as tf

from small_digits import batches, load


class DenoisingAutoencoder:
    """One hidden layer; the weights are kept in a dictionary, as the first models repository had it."""

    def __init__(self, n_input, n_hidden, transfer_function=tf.nn.softplus, scale=0.1):
        self.transfer = transfer_function
        self.scale = tf.placeholder(tf.float32)
        self.training_scale = scale
        self.weights = self._initialize_weights(n_input, n_hidden)

        self.x = tf.placeholder(tf.float32, [None, n_input])
        noisy = self.x + self.scale * tf.random_normal((n_input,), seed=31)
        self.hidden = self.transfer(tf.add(tf.matmul(noisy, self.weights["w1"]), self.weights["b1"]))
        self.reconstruction = tf.add(tf.matmul(self.hidden, self.weights["w2"]), self.weights["b2"])
        self.cost = 0.5 * tf.reduce_sum(tf.pow(tf.subtract(self.reconstruction, self.x), 2.0))
        self.optimizer = tf.train.AdamOptimizer(learning_rate=0.002).minimize(self.cost)

        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def _initialize_weights(self, n_input, n_hidden):
        all_weights = dict()
        all_weights["w1"] = tf.get_variable(
            "w1", shape=[n_input, n_hidden], initializer=tf.glorot_normal_initializer(seed=3)
        )
        all_weights["b1"] = tf.Variable(tf.zeros([n_hidden], dtype=tf.float32))
        all_weights["w2"] = tf.Variable(tf.zeros([n_hidden, n_input], dtype=tf.float32))
        all_weights["b2"] = tf.Variable(tf.zeros([n_input], dtype=tf.float32))
        return all_weights

    def partial_fit(self, X):
        """One step; the cost before it."""
        cost, _ = self.sess.run(
            (self.cost, self.optimizer), feed_dict={self.x: X, self.scale: self.training_scale}
        )
        return cost

    def calc_total_cost(self, X, scale):
        """The cost with more or less noise, without learning."""
        return self.sess.run(self.cost, feed_dict={self.x: X, self.scale: scale})


images, labels = load(300, seed=14)
model = DenoisingAutoencoder(784, 40)
for epoch in range(8):
    total = sum(model.partial_fit(batch) for batch, _ in batches(images, labels, 60))
    print("Epoch:", "%d," % (epoch + 1), "Cost:", "{:.5f}".format(total / len(images)))
for scale in (0.0, 0.1, 0.3, 0.6):
    print("noise %.1f cost %.4f" % (scale, model.calc_total_cost(images[:100], scale) / 100))
print(model.sess.run(model.hidden, {model.x: images[:2], model.scale: 0.0})[:, :6])
