import tensorlab as tf
graph_1 = tf.Graph() # 生成一个图
with graph_1.as_default():
    # 在图1中定义变量并且初始化
    w1 = tf.Variable(tf.random_normal(shape=[2, 3], stddev=1, dtype=tf.float32, seed=1))
    w2 = tf.Variable(tf.random_normal(shape=[3, 1], stddev=1, dtype=tf.float32, seed=1))
    x = tf.constant(value=[[0.7, 0.9]], dtype=tf.float32)
    # 前行传播
    a = tf.matmul(x, w1)
    y = tf.matmul(a, w2)
# 对会话进行配置
config = tf.ConfigProto(allow_soft_placement=True, log_device_placement=True)
# 在graph_1中读取变量值
with tf.Session(graph=graph_1, config=config) as sess: # 计算图1中
    # sess.run(w1.initializer) # 初始化变量
    # sess.run(w2.initializer)
    init_op = tf.global_variables_initializer() # 初始化算有变量 初始化所有变量,这个函数会处理变量之间的依赖关系
    sess.run(init_op)
    print(sess.run(y))
