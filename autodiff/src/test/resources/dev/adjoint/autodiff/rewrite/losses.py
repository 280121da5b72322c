"""Writes losses.csv: truth for SpelledOutLossesTest, from the formulas as papers write them.

Every loss is a list of terms whose sum it is, evaluated literally with 3,000 digits, so that
saturated probabilities keep their complement; gradients are numeric derivatives at that precision.
The scale beside a number is the largest magnitude among the terms (or their derivatives).

    python3 losses.py > losses.csv
"""
from mpmath import mp, mpf, exp, log, tanh, cosh, sqrt, erf, erfc, pi, diff, nstr

mp.dps = 3000
LOGITS = [0, 1, -1, 40, -40, 1000, -1000]
half, quarter = mpf(1) / 2, mpf(1) / 4
LOSSES = {}


def loss(rest):
    """A loss of z = (logit, *rest); `rest` are the other components."""
    def register(f):
        LOSSES[f.__name__] = (rest, f)
        return f
    return register


def s(x): return 1 / (1 + exp(-x))
def softmax(z): e = [exp(x) for x in z]; return [x / sum(e) for x in e]
def relu(x): return x if x > 0 else mpf(0)
def kl(p, q): return [a * log(a) for a in p] + [-a * log(b) for a, b in zip(p, q)]
def norm(v): return sqrt(sum(x * x for x in v))


ONE, THREE = [], [half, -quarter]

def bce(y): return lambda z: [-y * log(s(z[0])), -(1 - y) * log(1 - s(z[0]))]
for name, y in (('bce1', 1), ('bce0', 0), ('bceSoft', quarter)):
    f = bce(mpf(y)); f.__name__ = name; loss(ONE)(f)
for name, y in (('softplusBce1', 1), ('softplusBce0', 0), ('softplusBceSoft', quarter)):
    LOSSES[name] = (ONE, bce(mpf(y)))

@loss(ONE)
def focal1(z): p = s(z[0]); return [-(1 - p) ** 2 * log(p)]
@loss(ONE)
def focal0(z): p = s(z[0]); return [-p ** 2 * log(1 - p)]
@loss(ONE)
def bernoulliMixture(z): p = s(z[0]); return [-log(quarter * p + (1 - quarter) * (1 - p))]
@loss(ONE)
def margin(z): return [log(1 + exp(-z[0]))]
@loss(ONE)
def logOdds(z): p = s(z[0]); return [log(p / (1 - p)) ** 2]
@loss(ONE)
def logCosh(z): return [log(cosh(z[0] - half))]
@loss(ONE)
def tanhSquash(z): return [-log(1 - tanh(z[0]) ** 2)]
@loss(ONE)
def huber(z): r = z[0] - half; return [r * r / 2 if abs(r) <= 1 else abs(r) - half]
@loss(ONE)
def hinge(z): return [relu(mpf(3) / 2 - z[0])]
@loss(ONE)
def quantile(z): e = half - z[0]; return [max(quarter * e, (quarter - 1) * e)]
@loss(ONE)
def poisson(z): r = exp(z[0]); return [r, -3 * log(r)]
@loss(ONE)
def gaussianScale(z): r = exp(z[0]); return [(half / r) ** 2 / 2, log(r)]
@loss(ONE)
def gaussianLocation(z): return [((half - z[0]) / 2) ** 2 / 2, log(mpf(2))]
@loss(ONE)
def laplaceScale(z): r = exp(z[0]); return [half / r, log(2 * r)]
@loss(ONE)
def studentLocation(z): return [2 * log(1 + ((half - z[0]) / 2) ** 2 / 3)]
@loss(ONE)
def crpsGaussian(z):
    w = z[0] - half
    phi = exp(-w * w / 2) / sqrt(2 * pi)
    return [w * (2 * ((1 + erf(w / sqrt(mpf(2)))) / 2) - 1), 2 * phi, -1 / sqrt(pi)]
@loss(ONE)
def probit(z): return [-log(erfc(-z[0] / sqrt(mpf(2))) / 2)]
@loss(ONE)
def negativeBinomial(z): return [5 * log(1 + exp(z[0])), -2 * z[0]]

def crossEntropy(k): return lambda z: [-log(softmax(z)[k])]
for name, k in (('crossEntropy0', 0), ('crossEntropy1', 1), ('oneHot0', 0), ('oneHot1', 1),
                ('byHand0', 0), ('byHand1', 1), ('shifted0', 0), ('shifted1', 1),
                ('logSumExp0', 0), ('logSumExp1', 1), ('mixed0', 0), ('mixed1', 1),
                ('infoNce', 0), ('diagonalNce', 0)):
    LOSSES[name] = (THREE, crossEntropy(k))

@loss(THREE)
def labelSmoothing(z):
    p = softmax(z); q = [mpf(3) / 4, mpf(1) / 8, mpf(1) / 8]
    return [-a * log(b) for a, b in zip(q, p)]
@loss(THREE)
def temperature(z): return [-log(softmax([x / 2 for x in z])[0])]
@loss(THREE)
def focalSoftmax(z): p = softmax(z)[0]; return [-(1 - p) ** 2 * log(p)]
@loss(THREE)
def entropy(z): return [-p * log(p) for p in softmax(z)]
@loss(THREE)
def klForward(z): return kl([half, quarter, quarter], softmax(z))
@loss(THREE)
def klReverse(z): return kl(softmax(z), [half, quarter, quarter])
@loss(THREE)
def jensenShannon(z):
    p, q = softmax(z), [half, quarter, quarter]
    m = [(a + b) / 2 for a, b in zip(p, q)]
    return [t / 2 for t in kl(p, m) + kl(q, m)]
@loss(THREE)
def gaussianMixture(z):
    means, x = [-1, 0, 3], half
    return [-log(sum(exp(a - ((x - m) / 2) ** 2 / 2) / 2 for a, m in zip(z, means))),
            log(sum(exp(a) for a in z))]
@loss(THREE)
def mixtureMeans(z): return [-log(sum(exp(-(half - m) ** 2 / 2) / 3 for m in z))]
@loss(THREE)
def freeEnergy(z): return [-2 * log(sum(exp(-x / 2) for x in z))]
@loss(THREE)
def dice(z):
    p, t = [s(x) for x in z], [0, 1, 1]
    return [1, -2 * sum(a * b for a, b in zip(p, t)) / (sum(p) + sum(t))]
@loss(THREE)
def triplet(z):
    a, n = [mpf(0), half, -quarter], [mpf(1), mpf(2), mpf(3)]
    return [relu(norm([x - y for x, y in zip(z, a)]) - norm([x - y for x, y in zip(n, a)]) + 8)]
@loss(THREE)
def maskedMse(z): return [(z[0] - 1) ** 2 / 2, (z[2] - 1) ** 2 / 2]
@loss(THREE)
def rootMeanSquare(z): return [sqrt(sum(x * x for x in z) / 3)]
@loss(THREE)
def ratio(z): return [exp(z[0]) / exp(z[1])]


def text(x): return nstr(x, 40) if abs(x) < mpf(10) ** 400 else ('inf' if x > 0 else '-inf')


for name, (rest, f) in LOSSES.items():
    for logit in LOGITS:
        z = [mpf(logit)] + rest
        row = [text(sum(f(z))), text(max(abs(t) for t in f(z)))]
        for i in range(len(z)):
            at = lambda x, i=i: z[:i] + [x] + z[i + 1:]
            step = mpf(10) ** -1000
            slopes = [(b - a) / (2 * step) for a, b in zip(f(at(z[i] - step)), f(at(z[i] + step)))]
            row += [text(sum(slopes)), text(max(abs(t) for t in slopes))]
        print(','.join([name, str(logit)] + row))
