package dev.adjoint.autodiff.exec.elementary;

/// Writes an angle x ≥ 0 as `quadrant·π/2 + high + low` with |high| ≤ π/4 (and a little more),
/// where `high + low` has a relative error below 2⁻⁷⁰, however close x is to a multiple of π/2.
///
/// **Up to [#NEAR]** π/2 is the sum of three doubles (Cody and Waite). `x − quadrant·π₁` is exact
/// in one fma: both terms are multiples of 2⁻⁵³ and the difference is below 1. The product with π₂
/// is kept with its rounding error, that with π₃ is needed for angles that nearly cancel.
///
/// **Beyond** it the angle is an integer M times 2ᵉ, and M·2ᵉ·2/π is needed modulo 4 only (Payne
/// and Hanek): the digits of 2/π before the place 2²⁻ᵉ give multiples of 4 and are left out; the
/// 192 that follow leave an error below 2⁻¹³⁷ quadrants. No double of that size is closer than 2⁻⁶²
/// quadrants to a whole number of them.
///
/// The constants are written by `build/elementary/trigonometric.py`.
final class Reduction {
  /// The largest angle that three parts of π/2 are used for.
  static final double NEAR = 0x1p30;

  private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
  private static final double HALF_PI_1 = 0x1.921fb54442d18p0;
  private static final double HALF_PI_2 = 0x1.1a62633145c07p-54;
  private static final double HALF_PI_3 = -0x1.f1976b7ed8fbcp-110;

  /// The binary digits of 2/π after a word of zeros: the angles just above [#NEAR] start in it.
  private static final long[] DIGITS = {
    0,
    0xa2f9836e4e441529L,
    0xfc2757d1f534ddc0L,
    0xdb6295993c439041L,
    0xfe5163abdebbc561L,
    0xb7246e3a424dd2e0L,
    0x06492eea09d1921cL,
    0xfe1deb1cb129a73eL,
    0xe88235f52ebb4484L,
    0xe99c7026b45f7e41L,
    0x3991d639835339f4L,
    0x9c845f8bbdf9283bL,
    0x1ff897ffde05980fL,
    0xef2f118b5a0a6d1fL,
    0x6d367ecf27cb09b7L,
    0x4f463f669e5fea2dL,
    0x7527bac7ebe5f17bL,
    0x3d0739f78a5292eaL,
    0x6bfb5fb11f8d5d08L,
    0x56033046fc7b6babL,
  };

  private Reduction() {}

  /// The parts of an angle, for one that is not near.
  record Angle(double quadrant, double high, double low) {}

  /// Whether no angle is beyond [#NEAR]; NaN counts as beyond.
  static boolean near(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(x[i]) <= NEAR)) {
        return false;
      }
    }
    return true;
  }

  /// The multiple of π/2 nearest to a near angle, but for the rounding of the product.
  static double quadrant(double x) {
    return Math.rint(x * TWO_OVER_PI);
  }

  static double high(double x, double quadrant) {
    return Math.fma(-quadrant, HALF_PI_1, x) - quadrant * HALF_PI_2;
  }

  /// What [#high] has rounded away: of its difference, of its product, and by the third part.
  static double low(double x, double quadrant) {
    double a = Math.fma(-quadrant, HALF_PI_1, x);
    double b = quadrant * HALF_PI_2;
    double high = a - b;
    double minusB = high - a;
    double ofDifference = (a - (high - minusB)) - (b + minusB);
    double ofProduct = Math.fma(quadrant, HALF_PI_2, -b);
    return Math.fma(-quadrant, HALF_PI_3, ofDifference - ofProduct);
  }

  /// The parts of any finite angle beyond [#NEAR]; the quadrant is modulo 4. Infinity has none: all
  /// are NaN.
  static Angle far(double x) {
    if (Double.isInfinite(x)) {
      return new Angle(Double.NaN, Double.NaN, Double.NaN);
    }
    long bits = Double.doubleToRawLongBits(x);
    int exponent = (int) (bits >>> 52) - 1075;
    long m = (bits & 0xfffffffffffffL) | 0x10000000000000L;

    // The fraction f of x/2π: three words of digits times m, of which what exceeds 1 is dropped.
    int from = exponent - 2 + 64;
    long w0 = word(from);
    long w1 = word(from + 64);
    long w2 = word(from + 128);
    long f2 = m * w2;
    long carry = Math.unsignedMultiplyHigh(m, w2);
    long f1 = m * w1 + carry;
    long carries = Long.compareUnsigned(f1, carry) < 0 ? 1 : 0;
    long f0 = m * w0 + Math.unsignedMultiplyHigh(m, w1) + carries;

    // Two bits are the quadrant, the rest its fraction g: negative, and in the next, above 1/2.
    long g0 = f0 << 2 | f1 >>> 62;
    long g1 = f1 << 2 | f2 >>> 62;
    long g2 = f2 << 2;
    double quadrant = (f0 >>> 62) + (g0 >>> 63);
    double sign = g0 < 0 ? -1 : 1;
    if (g0 < 0) {
      g2 = -g2;
      g1 = ~g1 + (g2 == 0 ? 1 : 0);
      g0 = ~g0 + (g2 == 0 && g1 == 0 ? 1 : 0);
    }

    // |g| as two doubles, 53 bits each: it has from 1 to 62 leading zeros.
    int zeros = Long.numberOfLeadingZeros(g0);
    long h0 = g0 << zeros | g1 >>> -zeros;
    long h1 = g1 << zeros | g2 >>> -zeros;
    double unit = sign * Double.longBitsToDouble((long) (1023 - 53 - zeros) << 52);
    double a = unit * (h0 >>> 11);
    double b = unit * 0x1p-53 * ((h0 << 53 | h1 >>> 11) >>> 11);

    double high = a * HALF_PI_1;
    double low = Math.fma(a, HALF_PI_1, -high) + Math.fma(a, HALF_PI_2, b * HALF_PI_1);
    return new Angle(quadrant, high, low);
  }

  /// The 64 digits from a place on.
  private static long word(int from) {
    int i = from >> 6;
    int shift = from & 63;
    return DIGITS[i] << shift | DIGITS[i + 1] >>> 1 >>> (63 - shift);
  }
}
