#!/usr/bin/env python3
"""Prints the polynomial coefficients of the exponential family (Exp, Expm1, Hyperbolic, Log, Log1p,
Pow) as hexadecimal literals, lowest degree first, and what they are worth: the largest relative
error of the function once the polynomial stands where it is used.

Each polynomial interpolates at Chebyshev nodes, which is within a small factor of the best
polynomial of its degree. Needs mpmath."""

from mpmath import mp, mpf, chebyfit, exp, log, polyval, sinh, cosh, sqrt, taylor

mp.dps = 50


def literal(c):
    text = float(c).hex()
    mantissa, exponent = text.split("p")
    return mantissa.rstrip("0").rstrip(".") + "p" + str(int(exponent))


def show(name, function, interval, count, share):
    """Fits count coefficients; share(t) is what an absolute error of the polynomial at t
    contributes to the relative error of the result."""
    low, high = interval
    coefficients = [mpf(float(c)) for c in chebyfit(function, [low, high], count)]
    points = [low + (high - low) * mpf(i) / 999 for i in range(1000)]
    worst = max(
        abs((polyval(coefficients, t) - function(t)) * share(t)) for t in points if abs(t) > 1e-6
    )
    print(f"{name} on [{float(low):.5f}, {float(high):.5f}]: relative error 2^{float(log(worst, 2)):.1f}")
    for c in reversed(coefficients):
        print("   ", literal(c))


def series(function, start, terms=24):
    """The Taylor series from the given term on, so that nothing cancels near 0."""
    tail = taylor(function, 0, start + terms)[start:]
    return lambda t: polyval(tail[::-1], t)


r = log(2) / 2 * (1 + mpf(2) ** -20)
show("(e^r - 1 - r) / r^2", series(exp, 2), (-r, r), 11, lambda t: t * t / exp(t))
z = r * r
show(
    "(cosh r - 1 - z/2) / z^2, z = r^2",
    lambda t: sum(t**n / mp.factorial(2 * n + 4) for n in range(20)),
    (mpf(0), z),
    5,
    lambda t: t * t,
)
show(
    "(sinh r - r) / r^3, z = r^2",
    lambda t: sum(t**n / mp.factorial(2 * n + 3) for n in range(20)),
    (mpf(0), z),
    5,
    lambda t: t,
)
s = (sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)
z = s * s * (1 + mpf(2) ** -20)
show(
    "(log((1 + s)/(1 - s)) - 2s) / s^3, z = s^2",
    lambda t: sum(2 * t**n / (2 * n + 3) for n in range(60)),
    (mpf(0), z),
    8,
    lambda t: t / 2,
)
show(
    "(log((1 + s)/(1 - s)) - 2s - 2s^3/3 - 2s^5/5) / s^7, z = s^2",
    lambda t: sum(2 * t**n / (2 * n + 7) for n in range(60)),
    (mpf(0), z),
    7,
    lambda t: t**3 / 2,
)
print("log2 e", literal(1 / log(mpf(2))))
high = mpf(int(log(mpf(2)) * 2**33)) / 2**33
print("ln 2 =", literal(high), "+", literal(log(mpf(2)) - high))
low = mpf(float(log(mpf(2)) - high))
print("     +", literal(log(mpf(2)) - high - low))
for n in (3, 5):
    print(f"2/{n} =", literal(mpf(2) / n), "+", literal(mpf(2) / n - mpf(float(mpf(2) / n))))
