"""Coefficients of the special functions in dev.adjoint.autodiff.exec.elementary.

Prints Java arrays: near-minimax polynomials (Chebyshev interpolation at 60 digits), lowest power
first, rounded to doubles, each with its largest error before rounding. Needs mpmath.
"""

from mpmath import (bernoulli, chebyfit, digamma, erf, erfc, erfinv, exp, expm1, factorial,
                    findroot, log, loggamma, mp, mpf, pi, sqrt, sin, cos)

mp.dps = 60


def show(name, values, note):
    print(f"  /// {note}")
    print(f"  private static final double[] {name} = {{")
    for v in values:
        print(f"    {float(v)!r},")
    print("  };\n")


def fit(name, f, low, high, terms, note, centre=0):
    """A polynomial in the distance from the centre."""
    c = mpf(centre)
    interval = [mpf(low) - c, mpf(high) - c]
    coefficients, error = chebyfit(lambda v: f(c + v), interval, terms, error=True)
    show(name, coefficients[::-1], f"{note}; error {float(error):.1e}.")


def pair(name, value):
    head = float(value)
    print(f"  {name} = {head!r} + {float(value - mpf(head))!r}")


def away(f, x, step="1e-25"):
    """f, or its mean over a step to each side where its formula is 0/0."""
    return lambda t: f(t) if abs(t - x) > mpf("1e-30") else (f(t - mpf(step)) + f(t + mpf(step))) / 2


def erfcx(x):
    return exp(x * x) * erfc(x) if x < 25 else asymptotic(x)


def asymptotic(x):
    term = total = mpf(1)
    for n in range(1, 60):
        term *= -(2 * n - 1) / (2 * x * x)
        total += term
    return total / (x * sqrt(pi))


print("// Erf")
two = 2 / sqrt(pi)
pair("2/sqrt(pi)", two)
head = mpf(float(two))
fit("NEAR", away(lambda u: erf(sqrt(u)) / sqrt(u) - head if u > 0 else two - head, 0),
    0, "0.5625", 12, "`erf(√u)/√u` less the double next to 2/√π on [0, 9/16]")
a = mpf(2)
middle = mpf("1.25")


def scaled(t):
    if t > 1 - mpf("1e-25"):
        return two - middle
    x = a * (1 + t) / (1 - t)
    return (1 + 2 * x) * erfcx(x) - middle


fit("TAIL", scaled, (mpf("0.5") - a) / (mpf("0.5") + a), 1, 26,
    "`(1 + 2x)·erfcx(x) − 1.25` in (x − 2)/(x + 2), for x from 0.5 to ∞")

print("// ExpPair")
half = log(2) / 2 + mpf("0.001")
fit("EXP", lambda r: (expm1(r) - r) / r**2 if abs(r) > mpf("1e-15") else mpf(1) / 2 + r / 6,
    -half, half, 12, "`(e^r − 1 − r)/r²` on [−½ln 2, ½ln 2]")
l2 = log(2)
head = mpf(int(l2 * 2**42)) / 2**42
pair("ln2 after 42 bits", head)
pair("ln2 rest", l2 - head)

print("// ErfInv")
c = sqrt(pi) / 2
pair("sqrt(pi)/2", c)
head = mpf(float(c))
fit("NEAR", lambda u: (erfinv(sqrt(u)) / sqrt(u) if u > 0 else c) - head, 0, "0.25", 17,
    "`erfinv(√u)/√u` less the double next to √π/2 on [0, ¼]")


def inverse(s):
    q = exp(-s * s)
    x = sqrt(max(mpf("0.1"), s * s - log(max(mpf(1), s) * 2)))
    return findroot(lambda x: (log(erfc(x)) + s * s), x)


fit("START", inverse, sqrt(log(2)), mpf("6.1"), 16,
    "`erfcinv(e^−s²)` in s − 3.5 on [√ln 2, 6.1], to start from", "3.5")

print("// LogGamma")


def quotient(t):
    return loggamma(1 + t) / (t * (t - 1))


smooth = away(away(quotient, 0), 1)
fit("BELOW_ONE", smooth, "-0.5", 0, 22,
    "`lnΓ(1 + t)/(t(t − 1))` in t + ¼ on [−½, 0]", "-0.25")
fit("ONE_TO_TWO", smooth, 0, 1, 22, "The same in t − ½ on [0, 1]", "0.5")
fit("TWO_TO_THREE", smooth, 1, 2, 17, "The same in t − 3/2 on [1, 2]", "1.5")


def stirling(s):
    if s < mpf("1e-12"):
        return mpf(1) / 12 - s / 360
    x = 1 / sqrt(s)
    return x * (loggamma(x) - (x - mpf("0.5")) * log(x) + x - log(2 * pi) / 2)


fit("STIRLING", stirling, 0, mpf(1) / 64, 9, "`x·(lnΓ(x) − Stirling's formula)` in 1/x², for x ≥ 8")
print("  (ln(2 pi) - 1)/2 =", repr(float((log(2 * pi) - 1) / 2)))

print("// Digamma")
zero = findroot(digamma, mpf("1.46")) - 1
pair("zero - 1", zero)
fit("ONE_TO_TWO", away(lambda t: digamma(1 + t) / (t - zero), zero), 0, 1, 23,
    "`ψ(1 + t)/(t − t₀)` in t − ½ on [0, 1]", "0.5")


def rest(s):
    if s < mpf("1e-12"):
        return mpf(1) / 12 - s / 120
    x = 1 / sqrt(s)
    return x * x * (log(x) - 1 / (2 * x) - digamma(x))


fit("FAR", rest, 0, mpf(1) / 16, 13, "`x²·(ln x − 1/(2x) − ψ(x))` in 1/x², for x ≥ 4")

print("// HalfTurns")
tiny = mpf("1e-20")
head = mpf(float(pi))
pair("pi", pi)
fit("SIN", lambda u: (sin(pi * sqrt(u)) / sqrt(u) if u > tiny else pi - pi**3 * u / 6) - head,
    0, mpf(1) / 16, 8, "`sin(π√u)/√u` less the double next to π on [0, 1/16]")
fit("COS", lambda u: (cos(pi * sqrt(u)) - 1) / u if u > tiny else -pi**2 / 2 + pi**4 * u / 24,
    0, mpf(1) / 16, 8, "`(cos(π√u) − 1)/u` on [0, 1/16]")

print("// HurwitzZeta")
show("BERNOULLI", [bernoulli(2 * j) / factorial(2 * j) for j in range(1, 13)],
     "B₂ⱼ/(2j)! for j = 1, 2, …")
