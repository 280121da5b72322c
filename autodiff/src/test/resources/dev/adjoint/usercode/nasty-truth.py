"""Writes nasty-truth.txt: inputs, values, gradients and second derivatives of formulas.

Run it beside the file: python3 nasty-truth.py > nasty-truth.txt

A formula is a list of mpmath functions of all inputs; nothing in it knows how Adjoint computes.
It is taken at 1200 digits, so that 1 - 1/(1 + e^-1000) is no problem, and derivatives are
mpmath's central differences at twice and three times as many digits. The loss is the sum of the
outputs. A line is: name, what, numbers. What: `at<i>` input i; `value`; `gradient<i>`, the loss's
gradient by input i; `second<i>`, the gradient of the sum of gradient i by input i.
"""
from mpmath import *

mp.dps = 1200


def elementwise(f):
    return lambda *inputs: [f(*xs) for xs in zip(*inputs)]


sigma = lambda x: 1 / (1 + exp(-x))
softplus = lambda x: log(1 + exp(x))
tails = [-1000, -745, -710, -40, 40, 710, 745, 1000]
line = tails[:4] + [-1, 0, 1] + tails[4:]
top = 1 - mpf(2) ** -53


def total(xs):
    s = mpf(0)
    for x in xs:
        s += x
    return s


def softmax(xs):
    e = [exp(x) for x in xs]
    return [a / total(e) for a in e]


def layernorm_first(x):
    mean = total(x) / len(x)
    return [(x[0] - mean) / sqrt(total([(a - mean) ** 2 for a in x]) / len(x) + mpf(1e-5))]


def derivative(f, n):
    return lambda x: diff(f, x, n)


CASES = [
    ("sigmoid over the line", [line], elementwise(sigma)),
    ("tanh over the line", [[-370, -40, -1, 0, 1, 40, 370]], elementwise(tanh)),
    ("softplus over the line", [line], elementwise(softplus)),
    ("silu over the line", [line], elementwise(lambda x: x * sigma(x))),
    ("silu's second derivative", [[-1000, -745, -710, -40, -1, 0, 1, 40, 700, 1000]],
     elementwise(lambda x: x * sigma(x))),
    ("logSigmoid over the line", [line], elementwise(lambda x: -softplus(-x))),
    ("elu off its seam", [[-1000, -745, -40, -1e-10, 1e-10, 40, 1000]],
     elementwise(lambda x: x if x > 0 else exp(x) - 1)),
    ("logit near its ends", [[1e-300, 2.0**-53, 0.25, 0.75, float(top)]],
     elementwise(lambda p: log(p / (1 - p)))),
    ("softplus of softplus far left", [[-700, -40, 0, 40, 700]],
     elementwise(lambda x: softplus(softplus(x)))),
    ("log of sigmoid's odds", [[-30, -1, 0, 1, 30]], elementwise(lambda x: log(sigma(x) / sigma(-x)))),
    ("cosh and sinh before overflow", [[-710, 0, 1e-300, 710]],
     elementwise(lambda x: cosh(x) / 4 + sinh(x) / 8)),
    ("logSumExp with a gap of 40", [[40, 0, -1]], lambda x: [log(total([exp(a) for a in x]))]),
    ("softmax with a gap of 40, second class", [[40, 0, -1]], lambda x: [softmax(x)[1]]),
    ("logSoftmax of the sure class", [[40, 0]], lambda x: [log(softmax(x)[0])]),
    ("logSoftmax of the sure class, 700", [[700, 0]], lambda x: [log(softmax(x)[0])]),
    ("logSoftmax of the impossible class", [[700, 0, -3]], lambda x: [log(softmax(x)[1])]),
    ("softmax of the sure class", [[700, 0]], lambda x: [softmax(x)[0]]),
    ("logAddExp across gaps", [[0, 40, -40, 700, 1000, -1000], [0, 0, 0, 1, 1000, -1001]],
     elementwise(lambda a, b: log(exp(a) + exp(b)))),
    ("sin(x)/x away from 0", [[1, -2, 10]], elementwise(lambda x: sin(x) / x)),
    ("square root of a subnormal", [[5e-324, 1e-310, 1e-300, 1e300]], elementwise(sqrt)),
    ("rsqrt from end to end", [[5e-324, 1e-200, 1e200, 1e205]], elementwise(lambda x: 1 / sqrt(x))),
    ("pow(x, x)", [[1e-300, 0.5, 1, 2, 100]], elementwise(lambda x: x**x)),
    ("power 100", [[0.5, 1.0000001, 1000, -1.5]], elementwise(lambda x: x**100)),
    ("power -0.5 of tiny and huge", [[1e-200, 1e200]], elementwise(lambda x: x ** mpf(-0.5))),
    ("ten square roots", [[1e-300, 0.5, 1e300]], elementwise(lambda x: x ** (mpf(1) / 1024))),
    ("asinh from end to end", [[-1e200, -1, -1e-200, 1e-8, 3, 1e155, 1e300]], elementwise(asinh)),
    ("acosh near 1 and far", [[1 + 2.0**-52, 1.5, 1e155, 1e300]], elementwise(acosh)),
    ("atanh next to its poles", [[-float(top), -1e-200, 0.5, float(top)]], elementwise(atanh)),
    ("asin next to its ends", [[-float(top), 1e-200, 0.5, float(top)]], elementwise(asin)),
    ("acos next to its ends", [[-float(top), 0.5, float(top)]], elementwise(acos)),
    ("atan far out", [[-1e300, -1e150, 1e-200, 1e100]], elementwise(atan)),
    ("tan next to its pole", [[1.5707963267948966, -1.5707963267948966, 3.141592653589793]],
     elementwise(tan)),
    ("sin of huge arguments", [[1e22, 1e300, 3.141592653589793, 1e-300]], elementwise(sin)),
    ("cos of huge arguments", [[1e22, 1e300, 1.5707963267948966]], elementwise(cos)),
    ("expm1 near 0 and far left", [[-800, -40, -1e-300, 1e-20, 700]], elementwise(expm1)),
    ("log1p near 0 and -1", [[-float(top), -1e-300, 1e-20, 1e300]], elementwise(log1p)),
    ("log2 and log10", [[5e-324, 0.1, 8, 1000, 1e300]], elementwise(lambda x: log(x, 2) + log(x, 10))),
    ("layerNorm far from 0", [[1e8, 1e8 + 1, 1e8 + 3]], layernorm_first),
    ("sigmoid, third and fourth derivative", [[-700, -40, -1, 1, 40, 700]],
     elementwise(derivative(sigma, 2))),
    ("tanh, third and fourth derivative", [[-350, -40, -1, 1, 40, 350]],
     elementwise(derivative(tanh, 2))),
    ("softplus, third and fourth derivative", [[-700, -40, -1, 1, 40, 700]],
     elementwise(derivative(softplus, 2))),
    ("log1p, third and fourth derivative", [[-0.75, 1e-300, 1e50]], elementwise(derivative(log1p, 2))),
    ("logSumExp's gradient, squared", [[40, 0, -1]], lambda x: [total([p**2 for p in softmax(x)])]),
    ("atan2's second derivatives", [[3e100, -3e-100, 1], [4e100, 4e-100, -1]],
     elementwise(lambda y, x: atan(y / x) + (pi if x < 0 else 0))),
    ("hypot's second derivatives", [[3e100, -3e-100, 1e-300], [4e100, 4e-100, 1]],
     elementwise(lambda a, b: sqrt(a**2 + b**2))),
    ("standardDeviation of spread data", [[1e200, 1e-200, -3e199]],
     lambda x: [sqrt(total([(a - total(x) / 3) ** 2 for a in x]) / 3)]),
]


# Losses as they are spelled in papers; first order only.
logits = [-1000, -40, -1, 0, 1, 40, 1000]
rows = [a for z in logits for a in (z, 0, -1)]
three = lambda f: lambda x: [f(x[i : i + 3]) for i in range(0, len(x), 3)]
entropy = lambda p: -total([a * log(a) for a in p])
q = [mpf(0.5), mpf(0.25), mpf(0.25)]
mixture = lambda x: log(0.25 * exp(-((x - 1) ** 2) / 2) + 0.75 * exp(-((x + 2) ** 2) / 2))
LOSSES = [
    ("log(sigmoid(z))", [logits], elementwise(lambda z: log(sigma(z)))),
    ("log(1 - sigmoid(z))", [logits], elementwise(lambda z: log(sigma(-z)))),
    ("log(1 / (1 + exp(-z)))", [logits], elementwise(lambda z: log(sigma(z)))),
    ("log(1 + exp(z))", [logits], elementwise(softplus)),
    ("3 log(1 + exp(z / 3))", [logits], elementwise(lambda z: 3 * softplus(z / 3))),
    ("binary cross entropy", [logits * 3, [0] * 7 + [1] * 7 + [0.25] * 7],
     elementwise(lambda z, y: -y * log(sigma(z)) - (1 - y) * log(sigma(-z)))),
    ("logistic margin", [logits, [1, -1, 1, -1, -1, 1, -1]],
     elementwise(lambda z, y: softplus(-y * z))),
    ("focal loss", [logits], elementwise(lambda z: -sigma(-z) ** 2 * log(sigma(z)))),
    ("Bernoulli entropy", [logits], elementwise(lambda z: entropy([sigma(z), sigma(-z)]))),
    ("log(p / (1 - p))", [logits], elementwise(lambda z: z)),
    ("log cosh by exp", [logits], elementwise(lambda z: log((exp(z) + exp(-z)) / 2))),
    ("log cosh by cosh", [logits], elementwise(lambda z: log(cosh(z)))),
    ("log(1 - tanh(z)^2)", [logits], elementwise(lambda z: -2 * log(cosh(z)))),
    ("z / (1 + exp(-z))", [logits], elementwise(lambda z: z * sigma(z))),
    ("log(1 - exp(-z))", [[1e-10, 1, 40, 1000]], elementwise(lambda z: log(-expm1(-z)))),
    ("Poisson with a softplus rate", [logits],
     elementwise(lambda z: softplus(z) - 2 * log(softplus(z)))),
    ("log(exp(a) + exp(b))", [logits, logits[::-1]],
     elementwise(lambda a, b: log(exp(a) + exp(b)))),
    ("-log(softmax(z))[0]", [rows], three(lambda z: -log(softmax(z)[0]))),
    ("-log(exp(z0) / sum(exp(z)))", [rows], three(lambda z: -log(softmax(z)[0]))),
    ("log(sum(exp(z)))", [rows], three(lambda z: log(total([exp(a) for a in z])))),
    ("label smoothing", [rows],
     three(lambda z: -total([b * log(a) for a, b in zip(softmax(z), q)]))),
    ("entropy of a softmax", [rows], three(lambda z: entropy(softmax(z)))),
    ("KL of a softmax", [rows],
     three(lambda z: total([a * (log(a) - log(b)) for a, b in zip(softmax(z), q)]))),
    ("Gaussian mixture", [logits], elementwise(mixture)),
    ("Student t", [logits], elementwise(lambda z: 2 * log(1 + z**2 / 3))),
    ("Dice", [logits],
     lambda z: [1 - 2 * total([sigma(a) for a in z[3:]]) / (total([sigma(a) for a in z]) + 4)]),
]


def loss(f, inputs):
    return total(f(*inputs))


def moved(inputs, i, k, step, everywhere=0):
    """Input i with element k moved by step, and each of its elements by everywhere."""
    new = [a + everywhere + (step if j == k else 0) for j, a in enumerate(inputs[i])]
    return inputs[:i] + [new] + inputs[i + 1 :]


def numbers(xs):
    return " ".join(repr(float(x)).replace("inf", "Infinity") for x in xs)


for name, at, f in CASES + LOSSES:
    inputs = [[mpf(a) for a in x] for x in at]
    results = f(*inputs)
    block = len(at[0]) // len(results)  # a result depends on its own block of the inputs only
    for i, x in enumerate(at):
        print(name, f"at{i}", numbers(x), sep="\t")
    print(name, "value", numbers(results), sep="\t")
    for i, x in enumerate(at):
        first, second = [], []
        for k in range(len(x)):
            near = [x[k // block * block : (k // block + 1) * block] for x in inputs]
            moves = lambda t, s=0: loss(f, moved(near, i, k % block, t, s))
            first.append(diff(moves, 0))
            if (name, at, f) in CASES:
                second.append(diff(moves, (0, 0), (1, 1)))
        print(name, f"gradient{i}", numbers(first), sep="\t")
        if second:
            print(name, f"second{i}", numbers(second), sep="\t")
