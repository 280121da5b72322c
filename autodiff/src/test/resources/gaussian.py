"""The numbers of GaussianTest: likelihoods by determinants and inverses in 60 digits, their
derivatives by numerical differentiation in those digits."""
from mpmath import mp, mpf, matrix, det, diag, diff, exp, eye, inverse, log, pi

mp.dps = 60

X = [["0.5", "-1.25", "2"], ["1.5", "0.75", "-0.5"], ["-2", "0.25", "1"], ["0", "1", "0.125"]]
MU = ["0.25", "-0.5", "0.75"]
W = ["1.5", "-0.5", "0.75"]
S = ["-0.5", "0.25", "0.125"]
SCALES = ["0.5", "1", "2", "4"]

T = ["0", "0.5", "0.75", "1.5", "2.25", "4"]
Y = ["1", "1.25", "0.5", "-0.75", "-0.25", "0.625"]
GP = ["-0.25", "0.5", "-3"]  # logarithms of length scale, variance, noise


def density(r, c):
    return -((r.T * inverse(c) * r)[0] + log(det(c)) + len(r) * log(2 * pi)) / 2


def factor_model(p, scales=None):
    """Σ = scale·(w·wᵀ + diag(exp s)); the sum of the log-densities of all samples."""
    mu, w, s = matrix(p[:3]), matrix(p[3:6]), p[6:]
    c = w * w.T + diag([exp(v) for v in s])
    rows = [matrix([mpf(v) for v in x]) - mu for x in X]
    return sum(density(r, mpf(k) * c) for r, k in zip(rows, scales or [1] * len(rows)))


def marginal(p):
    """K = v·exp(−(tᵢ − tⱼ)²/(2ℓ²)) + noise·I."""
    length, variance, noise = (exp(v) for v in p)
    t = [mpf(v) for v in T]
    k = matrix(len(t), len(t))
    for i, a in enumerate(t):
        for j, b in enumerate(t):
            k[i, j] = variance * exp(-((a - b) ** 2) / (2 * length**2))
    return density(matrix([mpf(v) for v in Y]), k + noise * eye(len(t)))


def partial(f, p, i, n=1):
    return diff(lambda v: f(p[:i] + [v] + p[i + 1 :]), p[i], n)


def show(name, *values):
    print(name, ", ".join(repr(float(v)) for v in values))


theta = [mpf(v) for v in MU + W + S]
show("factor model", factor_model(theta))
show("its gradient", *(partial(factor_model, theta, i) for i in range(9)))
show("scaled", factor_model(theta, SCALES))
show("its gradient", *(partial(lambda p: factor_model(p, SCALES), theta, i) for i in range(9)))
g = [mpf(v) for v in GP]
show("marginal", marginal(g))
show("its gradient", *(partial(marginal, g, i) for i in range(3)))
show("its curvature", *(partial(marginal, g, i, 2) for i in range(3)))
