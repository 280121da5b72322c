package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.DType;

/// What kinds of numbers a tensor is filled with; each is a function of an integer, so that values
/// shrink as integers do.
public enum Palette {
  /// Decimals between −3 and 3 with three digits: well conditioned, short in messages.
  PLAIN {
    @Override
    double float64(int code) {
      return code / 1000.0;
    }
  },
  /// Decimals between 0.1 and 3.1 with three digits, for functions of positive numbers.
  POSITIVE {
    @Override
    double float64(int code) {
      return (Math.abs(code) + 100) / 1000.0;
    }
  },
  /// Few different numbers, so that many are equal: ties, zeros, ones.
  TIED {
    @Override
    double float64(int code) {
      return TIES[Math.floorMod(code, TIES.length)];
    }
  },
  /// Decimals from 15 to 800 of either sign, a third of them below 40: where sigmoids are flat and
  /// exponentials near overflow.
  SATURATED {
    @Override
    double float64(int code) {
      int size = Math.abs(code);
      double magnitude = size < CODES / 3 ? 15 + size / 40.0 : 40 + (size - CODES / 3) * 0.38;
      return Math.copySign(Math.rint(magnitude * 10) / 10, code);
    }
  },
  /// Zeros of both signs, infinities, NaN, the smallest and the largest numbers.
  SPECIAL {
    @Override
    double float64(int code) {
      return SPECIALS[Math.floorMod(code, SPECIALS.length)];
    }
  },
  /// Where implementations differ: signed zeros, subnormals, neighbours of 1, the edges of exp,
  /// overflow, infinities, NaN.
  HOSTILE {
    @Override
    double float64(int code) {
      return EDGES[Math.floorMod(code, EDGES.length)];
    }
  };

  private static final double[] TIES = {0, 1, -1, 0.5, 2};

  private static final double[] SPECIALS = {
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static final double[] EDGES = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -2.5,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    1e-310,
    Float.MIN_VALUE,
    1e-40,
    1e-8,
    -1e-8,
    Math.nextUp(1.0),
    Math.nextDown(1.0),
    -Math.nextUp(1.0),
    17,
    -17,
    37,
    -37,
    40,
    -40,
    88.5,
    -88.5,
    104,
    -104,
    710,
    -710,
    745,
    -745,
    1e19,
    -1e19,
    1e38,
    1e154,
    -1e154,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  /// The largest magnitude of a code.
  static final int CODES = 3000;

  abstract double float64(int code);

  /// The number of a code in a floating dtype.
  public double value(int code, DType dtype) {
    return dtype == DType.FLOAT32 ? (float) float64(code) : float64(code);
  }
}
