package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.random.RandomGenerator;

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
  },
  /// Two thirds by bit pattern between 1/16 and 4 in magnitude, so with all their digits; a third
  /// small whole numbers, signed zeros and neighbours of 1.
  SCALED {
    @Override
    double float64(int code) {
      long bits = mixed(code);
      return code % 3 == 0
          ? TURNS[(int) Math.floorMod(bits, (long) TURNS.length)]
          : Math.copySign(
              Math.scalb(1 + (bits >>> 12) * 0x1p-52, (int) (bits >> 4 & 7) * 3 / 4 - 4),
              (double) bits);
    }
  },
  /// Two thirds by bit pattern, all of them; a third [#HOSTILE].
  BITS {
    @Override
    double float64(int code) {
      long bits = mixed(code);
      return code % 3 == 0
          ? EDGES[(int) Math.floorMod(bits, (long) EDGES.length)]
          : Double.longBitsToDouble(bits);
    }

    @Override
    public double value(int code, DType dtype) {
      return code % 3 == 0 || dtype == DType.FLOAT64
          ? super.value(code, dtype)
          : Float.intBitsToFloat((int) mixed(code));
    }
  };

  private static final double[] TURNS = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    0.25,
    -1.5,
    3,
    -3,
    Math.nextUp(1.0),
    Math.nextDown(1.0),
    -Math.nextUp(1.0),
    0.0078125,
    -0.0078125
  };

  private static final long[] INTEGERS = {
    0, 1, -1, 2, 7, 1L << 31, -(1L << 31), (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE
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

  /// A tensor by chance. Integers are digits; among bit patterns, of any size.
  Tensor draw(RandomGenerator random, TensorType type) {
    int size = (int) type.shape().size();
    return switch (type.dtype()) {
      case FLOAT32, FLOAT64 -> {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
          values[i] = value(code(random), type.dtype());
        }
        yield Tensor.of(type.shape(), values).cast(type.dtype());
      }
      case INT64 -> {
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
          values[i] = this == BITS ? anyInteger(random) : random.nextInt(10);
        }
        yield Tensor.of(type.shape(), values);
      }
      case BOOL -> {
        boolean[] values = new boolean[size];
        for (int i = 0; i < size; i++) {
          values[i] = random.nextBoolean();
        }
        yield Tensor.of(type.shape(), values);
      }
    };
  }

  private static long anyInteger(RandomGenerator random) {
    return random.nextInt(3) == 0
        ? INTEGERS[random.nextInt(INTEGERS.length)]
        : random.nextLong() >> random.nextInt(64);
  }

  private int code(RandomGenerator random) {
    return this == SCALED || this == BITS
        ? random.nextInt(Integer.MAX_VALUE)
        : random.nextInt(-CODES, CODES + 1);
  }

  /// The bits of a code spread over a word (the finaliser of SplitMix64).
  private static long mixed(long code) {
    long z = code * 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
