#!/usr/bin/env python3
"""Prints the constants of the trigonometric functions as Java literals.

A polynomial is the minimax one for the relative error of its function (Remez exchange at 60 digits). Its coefficients are
rounded to doubles one after the other, lowest first, each of the rest fitted again to what the rounding left.
"""
from mpmath import acos, asin, atan, cos, inf, linspace, lu_solve, matrix, mp, mpf, pi, sin, sqrt, floor, log

mp.dps = 60
GRID = 600


def remez(f, weight, terms, end):
    """The `terms` coefficients p that minimise the largest |weight(z)·(f(z) - p(z))| on (0, end], and that error."""
    nodes = [end * (1 - cos(pi * (2 * k + 1) / (2 * terms + 2))) / 2 for k in range(terms + 1)]
    for _ in range(20):
        a = matrix(terms + 1, terms + 1)
        b = matrix(terms + 1, 1)
        for i, z in enumerate(nodes):
            for j in range(terms):
                a[i, j] = z**j
            a[i, terms] = (-1) ** i / weight(z)
            b[i] = f(z)
        p = list(lu_solve(a, b))
        level = abs(p.pop())
        errors = [(weight(z) * (f(z) - horner(p, z)), z) for z in grid(end)]
        peaks = []
        for e, z in errors:
            if not peaks or (e > 0) != (peaks[-1][0] > 0):
                peaks.append((e, z))
            elif abs(e) > abs(peaks[-1][0]):
                peaks[-1] = (e, z)
        while len(peaks) > terms + 1:
            peaks.pop(0 if abs(peaks[0][0]) < abs(peaks[-1][0]) else -1)
        worst = max(abs(e) for e, _ in errors)
        if len(peaks) < terms + 1 or worst < level * mpf("1.001"):
            break
        nodes = [z for _, z in peaks]
    return p, worst


def grid(end):
    """Points of (0, end], closer together at both ends."""
    return [end * (1 - cos(pi * k / GRID)) / 2 for k in range(1, GRID + 1)]


def horner(p, z):
    y = mpf(0)
    for c in reversed(p):
        y = y * z + c
    return y


def polynomial(name, f, weight, terms, end):
    done = []
    while len(done) < terms:
        k = len(done)
        p, _ = remez(lambda z: (f(z) - horner(done, z)) / z**k, lambda z: weight(z) * z**k, terms - k, end)
        done.append(mpf(float(p[0])))
    error = max(abs(weight(z) * (f(z) - horner(done, z))) for z in grid(end))
    print(f"{name}: relative error 2^{float(log(error, 2)):.1f}")
    for c in done:
        print("    ", literal(c))


def literal(x):
    mantissa, exponent = float(x).hex().split("p")
    mantissa = mantissa.rstrip("0") if "." in mantissa else mantissa
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}p{int(exponent)}"


def parts(name, x, count):
    """x as an unevaluated sum of doubles."""
    for i in range(count):
        print(f"{name} part {i + 1}: {literal(mpf(float(x)))}")
        x -= mpf(float(x))


def words(x, count):
    """The binary digits of x in [0, 1), 64 to a word."""
    for _ in range(count):
        x *= mpf(2) ** 64
        word = int(floor(x))
        print(f"    0x{word:016x}L,")
        x -= word


quarter = (pi / 4 * (1 + mpf(2) ** -20)) ** 2
root = lambda f: lambda z: f(sqrt(z))
polynomial("sin", root(lambda r: (sin(r) - r) / r**3), root(lambda r: r**3 / sin(r)), 6, quarter)
polynomial("cos", root(lambda r: (cos(r) - 1 + r**2 / 2) / r**4), root(lambda r: r**4 / cos(r)), 6, quarter)
polynomial("atan", root(lambda t: (atan(t) - t) / t**3), root(lambda t: t**3 / atan(t)), 12, mpf(1) / 4)
polynomial("asin", root(lambda t: (asin(t) - t) / t**3), root(lambda t: t**3 / asin(t)), 13, mpf(1) / 4)
parts("pi/2", pi / 2, 3)
parts("2/pi", 2 / pi, 1)
with mp.workprec(1400):
    print("2/pi:")
    words(2 / +pi, 19)
