"""Whole programs as the books have them: what is done around the training of a network."""

from typing import Any


def own_optimizer(tf: Any, np: Any) -> None:
    """A subclass of `tf.train.Optimizer` with a slot: the sign of gradient and momentum (PowerSign)."""

    class PowerSign(tf.train.Optimizer):
        def __init__(self, learning_rate: float = 0.1, alpha: float = 0.01, name: str = "PowerSign") -> None:
            super().__init__(False, name)
            self._lr, self._alpha = learning_rate, alpha

        def _prepare(self) -> None:
            self._lr_t = tf.convert_to_tensor(self._lr, name="learning_rate")
            self._alpha_t = tf.convert_to_tensor(self._alpha, name="alpha_t")

        def _create_slots(self, var_list: Any) -> None:
            for v in var_list:
                self._zeros_slot(v, "m", self._name)

        def _apply_dense(self, grad: Any, var: Any) -> Any:
            lr_t, alpha_t = tf.cast(self._lr_t, var.dtype.base_dtype), tf.cast(self._alpha_t, grad.dtype)
            m = self.get_slot(var, "m")
            m_t = m.assign(tf.maximum(0.9 * m + 0.0, tf.abs(grad)))
            var_update = tf.assign_sub(var, lr_t * grad * tf.exp(alpha_t * tf.sign(grad) * tf.sign(m_t)))
            return tf.group(var_update, m_t)

        def _apply_sparse(self, grad: Any, var: Any) -> Any:
            raise NotImplementedError("Sparse gradient updates are not supported.")

    w = tf.Variable([[1.0, -2.0], [0.5, 3.0]], name="w")
    b = tf.Variable([0.1, 0.2], name="b")
    x = tf.constant([[1.0, 2.0]])
    loss = tf.reduce_sum(tf.square(tf.matmul(x, w) + b))
    optimizer = PowerSign(0.05)
    step = optimizer.minimize(loss)
    print(step.name, optimizer.get_slot_names(), optimizer.get_slot(w, "m").op.name)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(5):
            sess.run(step)
        print(sess.run([w, b, optimizer.get_slot(b, "m"), loss]))


def accumulated_gradients(tf: Any, np: Any) -> None:
    """Large batches in small parts: gradients are added up in variables, then applied."""
    rng = np.random.RandomState(16)
    x = tf.placeholder(tf.float32, [None, 3])
    y = tf.placeholder(tf.float32, [None, 1])
    w = tf.get_variable("w", [3, 1], initializer=tf.constant_initializer(0.3))
    b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
    cost = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
    opt = tf.train.AdamOptimizer(0.1)
    tvs = tf.trainable_variables()
    accum_vars = [tf.Variable(tf.zeros_like(tv.initialized_value()), trainable=False) for tv in tvs]
    zero_ops = [tv.assign(tf.zeros_like(tv)) for tv in accum_vars]
    gvs = opt.compute_gradients(cost, tvs)
    accum_ops = [accum_vars[i].assign_add(gv[0]) for i, gv in enumerate(gvs)]
    train_step = opt.apply_gradients([(accum_vars[i] / 4, gv[1]) for i, gv in enumerate(gvs)])
    data = rng.rand(32, 3)
    target = data.dot([[1.0], [2.0], [-1.0]]) + 0.5
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(6):
            sess.run(zero_ops)
            for part in range(4):
                rows = slice(part * 8, part * 8 + 8)
                sess.run(accum_ops, feed_dict={x: data[rows], y: target[rows]})
            sess.run(train_step)
        print(sess.run(tvs), sess.run(cost, {x: data, y: target}))
        print(sess.run(accum_vars))


def towers(tf: Any, np: Any) -> None:
    """Two copies of a model on parts of the batch, their gradients averaged, as with several GPUs."""
    tf.set_random_seed(12)

    def average_gradients(tower_grads: list[Any]) -> list[Any]:
        average_grads = []
        for grad_and_vars in zip(*tower_grads, strict=True):
            grads = [tf.expand_dims(g, 0) for g, _ in grad_and_vars]
            grad = tf.reduce_mean(tf.concat(axis=0, values=grads), 0)
            average_grads.append((grad, grad_and_vars[0][1]))
        return average_grads

    with tf.Graph().as_default(), tf.device("/cpu:0"):
        tf.set_random_seed(12)
        global_step = tf.get_variable(
            "global_step", [], initializer=tf.constant_initializer(0), trainable=False
        )
        lr = tf.train.exponential_decay(0.1, global_step, 5, 0.1, staircase=True)
        opt = tf.train.GradientDescentOptimizer(lr)
        x = tf.placeholder(tf.float32, [8, 3])
        y = tf.placeholder(tf.int64, [8])
        tower_grads = []
        with tf.variable_scope(tf.get_variable_scope()):
            for i, (xs, ys) in enumerate(zip(tf.split(x, 2), tf.split(y, 2), strict=True)):
                with tf.device("/cpu:0"), tf.name_scope(f"tower_{i}") as scope:
                    w = tf.get_variable("w", [3, 4], initializer=tf.truncated_normal_initializer(stddev=0.5))
                    logits = tf.matmul(xs, w)
                    cross = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=ys, logits=logits)
                    tf.add_to_collection("losses", tf.reduce_mean(cross, name="cross_entropy"))
                    total_loss = tf.add_n(tf.get_collection("losses", scope), name="total_loss")
                    tf.get_variable_scope().reuse_variables()
                    tower_grads.append(opt.compute_gradients(total_loss))
                    print(scope, total_loss.name, len(tf.get_collection("losses")))
        grads = average_gradients(tower_grads)
        apply_gradient_op = opt.apply_gradients(grads, global_step=global_step)
        averages = tf.train.ExponentialMovingAverage(0.99, global_step)
        with tf.control_dependencies([apply_gradient_op]):
            train_op = tf.group(averages.apply(tf.trainable_variables()))
        print([v.op.name for v in tf.global_variables()])
        rng = np.random.RandomState(0)
        config = tf.ConfigProto(allow_soft_placement=True, log_device_placement=False)
        with tf.Session(config=config) as sess:
            sess.run(tf.global_variables_initializer())
            for _ in range(8):
                sess.run(train_op, {x: rng.rand(8, 3), y: rng.randint(4, size=8)})
            print(sess.run([w, averages.average(w), global_step, lr]))


def rate_in_a_variable(tf: Any, np: Any) -> None:
    """The program lowers the rate itself; gradients are clipped by their global norm, words predicted."""

    class Model:
        def __init__(self, is_training: bool) -> None:
            self.input_data = tf.placeholder(tf.int32, [None, 4], name="inputs")
            self.targets = tf.placeholder(tf.int32, [None], name="targets")
            with tf.device("/cpu:0"):
                embedding = tf.get_variable("embedding", [9, 5])
                inputs = tf.nn.embedding_lookup(embedding, self.input_data)
            flat = tf.reshape(inputs, [-1, 4 * 5])
            if is_training:
                flat = tf.nn.dropout(flat, 0.9)
            hidden = tf.tanh(tf.matmul(flat, tf.get_variable("hidden_w", [20, 7])))
            self.logits = tf.nn.xw_plus_b(
                hidden, tf.get_variable("softmax_w", [7, 9]), tf.get_variable("softmax_b", [9])
            )
            self.cost = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(logits=self.logits, labels=self.targets)
            )
            if not is_training:
                return
            self.lr = tf.Variable(0.0, trainable=False)
            tvars = tf.trainable_variables()
            grads, self.norm = tf.clip_by_global_norm(tf.gradients(self.cost, tvars), 0.5)
            optimizer = tf.train.GradientDescentOptimizer(self.lr)
            self.train_op = optimizer.apply_gradients(zip(grads, tvars, strict=True))
            self.new_lr = tf.placeholder(tf.float32, shape=[], name="new_learning_rate")
            self.lr_update = tf.assign(self.lr, self.new_lr)

    tf.set_random_seed(20)
    initializer = tf.random_uniform_initializer(-0.5, 0.5)
    with tf.name_scope("Train"), tf.variable_scope("Model", reuse=None, initializer=initializer):
        m = Model(True)
    with tf.name_scope("Valid"), tf.variable_scope("Model", reuse=True, initializer=initializer):
        mvalid = Model(False)
    print([v.name for v in tf.global_variables()], m.cost.name, mvalid.cost.name, m.input_data.name)
    text = np.array([1, 2, 3, 4, 5, 6, 7, 8, 0] * 4)
    windows = np.array([text[i : i + 4] for i in range(30)])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for epoch in range(6):
            session.run(m.lr_update, feed_dict={m.new_lr: 1.0 * 0.5 ** max(epoch - 3, 0)})
            for rows in np.split(np.arange(30), 5):
                session.run(m.train_op, {m.input_data: windows[rows], m.targets: text[rows + 4]})
            feed = {mvalid.input_data: windows, mvalid.targets: text[4:34]}
            if epoch % 2:
                print(session.run(m.lr), "Perplexity:", np.exp(session.run(mvalid.cost, feed)))


def best_parameters(tf: Any, np: Any) -> None:
    """Early stopping without files: parameters are kept in Python and put back through the initial values."""
    tf.set_random_seed(30)
    X = tf.placeholder(tf.float32, [None, 4], name="X")
    y = tf.placeholder(tf.int64, [None], name="y")
    with tf.variable_scope("hidden1"):
        h = tf.nn.relu(tf.matmul(X, tf.get_variable("kernel", [4, 6])) + tf.get_variable("bias", [6]))
    with tf.variable_scope("outputs"):
        logits = tf.matmul(h, tf.get_variable("kernel", [6, 3]))
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    only_outputs = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="outputs|nothing")
    training_op = tf.train.MomentumOptimizer(0.5, 0.9).minimize(loss)
    last_layer_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=only_outputs)

    def get_model_params() -> dict[str, Any]:
        gvars = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)
        return dict(zip([gvar.op.name for gvar in gvars], tf.get_default_session().run(gvars), strict=True))

    def restore_model_params(model_params: dict[str, Any]) -> None:
        graph = tf.get_default_graph()
        assign_ops = {name: graph.get_operation_by_name(name + "/Assign") for name in model_params}
        init_values = {name: assign_op.inputs[1] for name, assign_op in assign_ops.items()}
        feed_dict = {init_values[name]: model_params[name] for name in model_params}
        tf.get_default_session().run(assign_ops, feed_dict=feed_dict)

    rng = np.random.RandomState(5)
    data, classes = rng.rand(30, 4), rng.randint(3, size=30)
    feed, check = {X: data[:20], y: classes[:20]}, {X: data[20:], y: classes[20:]}
    best_loss, best_params, losses = np.inf, {}, []
    with tf.Session():
        tf.global_variables_initializer().run()
        for _ in range(12):
            training_op.run(feed_dict=feed)
            losses.append(loss.eval(feed_dict=check))
            if losses[-1] < best_loss:
                best_loss, best_params = losses[-1], get_model_params()
        print(sorted(best_params), np.argmin(losses), best_loss, losses[-1])
        restore_model_params(best_params)
        print(loss.eval(feed_dict=check))
        before = best_params["hidden1/kernel"]
        last_layer_op.run(feed_dict=feed)
        after = get_model_params()
        print(np.array_equal(before, after["hidden1/kernel"]), after["outputs/kernel"][0])


def max_norm(tf: Any, np: Any) -> None:
    """A regularizer that adds clipping ops to a collection; they run after every step."""

    def max_norm_regularizer(threshold: float, axes: int = 1, collection: str = "max_norm") -> Any:
        def max_norm(weights: Any) -> None:
            clipped = tf.clip_by_norm(weights, clip_norm=threshold, axes=axes)
            tf.add_to_collection(collection, tf.assign(weights, clipped, name="max_norm"))

        return max_norm

    tf.set_random_seed(2)
    x = tf.placeholder(tf.float32, [None, 3])
    w = tf.get_variable("w", [3, 4], regularizer=max_norm_regularizer(0.8))
    loss = tf.reduce_mean(tf.square(tf.reduce_sum(tf.matmul(x, w), 1) - 3.0))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    clip_all_weights = tf.get_collection("max_norm")
    print(len(clip_all_weights), tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(5):
            sess.run(train, {x: [[1, 2, 3], [0, 1, 0.5]]})
            sess.run(clip_all_weights)
        print(sess.run(w), sess.run(tf.norm(w, axis=1)))


def shared_threshold(tf: Any, np: Any) -> None:
    """One threshold for five rectifiers: by an argument, by reuse, and by an attribute of the function."""

    def relu(X: Any) -> Any:
        with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
            threshold = tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))
            w_shape = (int(X.get_shape()[1]), 1)
            w = tf.Variable(tf.random_normal(w_shape, seed=3), name="weights")
            b = tf.Variable(0.0, name="bias")
            z = tf.add(tf.matmul(X, w), b, name="z")
            return tf.maximum(z, threshold, name="max")

    X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
    relus = [relu(X) for _ in range(5)]
    output = tf.add_n(relus, name="output")
    print([r.name for r in relus], [v.name for v in tf.global_variables()][:5], output.name)
    with tf.variable_scope("relu", reuse=True):
        raise_it = tf.get_variable("threshold").assign(1.5)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(output.eval(feed_dict={X: np.arange(6).reshape(2, 3)}))
        sess.run(raise_it)
        print(output.eval(feed_dict={X: np.arange(6).reshape(2, 3)}))


def adversarial_example(tf: Any, np: Any) -> None:
    """The gradient with respect to the input: its sign, a step along it, a picture that excites a unit."""
    rng = np.random.RandomState(3)
    w1, w2 = rng.randn(6, 8).astype(np.float32), rng.randn(8, 3).astype(np.float32)
    x = tf.placeholder(tf.float32, [None, 6])
    label = tf.placeholder(tf.int64, [None])
    hidden = tf.nn.relu(tf.matmul(x, w1))
    logits = tf.matmul(hidden, w2)
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=label, logits=logits)
    gradient = tf.gradients(loss, x)[0]
    adversarial = tf.stop_gradient(tf.clip_by_value(x + 0.3 * tf.sign(gradient), 0.0, 1.0))
    t_grad = tf.gradients(tf.reduce_mean(hidden[:, 4]), x)[0]
    image = rng.rand(1, 6)
    with tf.Session() as sess:
        [truth] = sess.run(tf.argmax(logits, 1), {x: image})
        changed = sess.run(adversarial, {x: image, label: [truth]})
        print(truth, changed, sess.run(loss, {x: changed, label: [truth]}))
        for _ in range(4):
            g = sess.run(t_grad, {x: image})
            image += g / (g.std() + 1e-8) * 0.5
        print(image, sess.run(hidden, {x: image})[0, 4])


def products_with_the_hessian(tf: Any, np: Any) -> None:
    """Hessian times a vector by a gradient of a gradient; one step of Newton's method from the whole."""
    rng = np.random.RandomState(19)
    data, target = rng.randn(20, 3), (rng.rand(20) > 0.5).astype(float)
    w = tf.Variable(tf.zeros([3], tf.float64))
    v = tf.constant([1.0, -1.0, 2.0], tf.float64)
    logits = tf.reduce_sum(data * w, 1)
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=target, logits=logits))
    [gradient] = tf.gradients(loss, w)
    [product] = tf.gradients(tf.reduce_sum(gradient * tf.stop_gradient(v)), w)
    rows = [tf.gradients(gradient[i], w)[0] for i in range(3)]
    hessian = tf.stack(rows)
    newton = tf.assign_sub(w, tf.squeeze(tf.matrix_solve(hessian, tf.expand_dims(gradient, 1)), 1))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([product, tf.reduce_sum(hessian * v, 1), tf.hessians(loss, w)[0]]))
        for _ in range(4):
            sess.run(newton)
        print(sess.run([w, loss]), np.abs(sess.run(gradient)).max() < 1e-6)
