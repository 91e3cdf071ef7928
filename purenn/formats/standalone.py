"""The functions of a Python file that needs no library: each layer's forward pass for one sample, as source text.

`python_source` writes those that a network uses into its file. They add up from left to right, as `matrix.loops` does,
and so give the same digits. On a board a float is an object of its own, four times its bytes: so a neuron is unpacked
only while it is used, and outputs go to an array, lest the heap fill with floats between which no list fits.
"""

DENSE = '''
def dense(x, neurons):
    """z_j = sum_i x_i * w_ij + b_j; a neuron is its weights w and its bias b."""
    n = len(x)
    numbers = f"<{n + 1}%s"
    z = array("d")
    for neuron in neurons:
        w = unpack(numbers, neuron)
        z_j = 0.0
        for i in range(n):
            z_j += x[i] * w[i]
        z.append(z_j + w[n])
    return z
'''
QUANTIZED_DENSE = '''
def dense(x, least, step, neurons):
    """z_j = scale_j * sum_i q_i * w_ij + bias_j, where the byte q_i stands for x_i = least + step * q_i.

    A neuron is a byte w + 128 for each of its weights, its scale and its bias.
    """
    q = bytes([min(max(round((x_i - least) / step), 0), 255) for x_i in x])
    offset = 128 * sum(q)
    z = array("d")
    for neuron in neurons:
        scale, bias = unpack("<2f", neuron[len(q) :])
        z.append(scale * (dot(q, neuron) - offset) + bias)
    return z


def dot(q, w):
    """sum_i q_i * w_i"""
    total = 0
    for i in range(len(q)):
        total += q[i] * w[i]
    return total
'''
STANDARDIZE = '''
def standardize(x, means, deviations):
    """z_i = (x_i - mean_i) / deviation_i"""
    numbers = f"<{len(x)}d"
    return [(x_i - m) / d for x_i, m, d in zip(x, unpack(numbers, means), unpack(numbers, deviations))]
'''
RELU = '''
def relu(z):
    """a_i = max(0, z_i)"""
    return [0.0 if z_i <= 0 else z_i for z_i in z]
'''
LEAKY_RELU = '''
def leaky_relu(z, slope):
    """a_i = z_i if z_i > 0, else slope * z_i"""
    return [z_i if z_i > 0 else slope * z_i for z_i in z]
'''
TANH = '''
def hyperbolic_tangent(z):
    """a_i = tanh(z_i)"""
    return [tanh(z_i) for z_i in z]
'''
SIGMOID = '''
def sigmoid(z):
    """p_i = 1 / (1 + exp(-z_i)), by an exp that cannot overflow"""
    return [1 / (1 + exp(-z_i)) if z_i >= 0 else exp(z_i) / (1 + exp(z_i)) for z_i in z]
'''
SOFTMAX = '''
def softmax(z):
    """p_i = exp(z_i - m) / sum_j exp(z_j - m), with m = max(z)"""
    m = max(z)
    e = [exp(z_i - m) for z_i in z]
    total = 0.0
    for e_j in e:
        total += e_j
    return [e_i / total for e_i in e]
'''
