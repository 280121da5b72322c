package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpecs.EDGES;
import static dev.adjoint.autodiff.op.OpSpecs.INF;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.NAN;
import static dev.adjoint.autodiff.op.OpSpecs.join;
import static dev.adjoint.autodiff.op.OpSpecs.unary;

import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.SpecialDigits;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// Error functions, the normal distribution and the gamma family.
final class SpecialSpecs {
  private static final double[] UNIT = {0.3, -0.45, 0.72, -0.81, 0.11, 0.55, -0.93};
  private static final double[] GAMMA = {1.3, 0.45, 2.9, 11.5, -0.45, -2.6, 3.1};

  private static final double[] TAILS =
      join(EDGES, 0.46, 0.75, 1.999, 5.9, 6.1, -6.1, 26, 26.5, 27, -26.5, 37.6, -37.6, -38.4);

  private SpecialSpecs() {}

  static void normal(List<OpSpec> specs) {
    unary(specs, Erf.class, Erf::erf, Digits.rounded(SpecialDigits::erf, -1, 1), LINE, TAILS, 1);
    unary(specs, Erfc.class, Erfc::erfc, Digits.rounded(SpecialDigits::erfc, 2, 0), LINE, TAILS, 1);
    for (double rate : new double[] {0.25, 0.5, 1}) {
      unary(
          specs,
          Gaussian.class,
          x -> Gaussian.gaussian(x, rate),
          Digits.rounded(x -> SpecialDigits.gaussian(x, rate), 0, 0),
          LINE,
          TAILS,
          2);
    }
    unary(
        specs,
        NormalCdf.class,
        NormalCdf::normalCdf,
        Digits.rounded(SpecialDigits::normalCdf, 0, 1),
        LINE,
        TAILS,
        3);
    unary(
        specs,
        LogNormalCdf.class,
        LogNormalCdf::logNormalCdf,
        Digits.rounded(SpecialDigits::logNormalCdf, -INF, 0),
        LINE,
        TAILS,
        3);
    unary(
        specs,
        InverseMills.class,
        InverseMills::inverseMills,
        Digits.rounded(SpecialDigits::inverseMills, INF, 0),
        Arrays.stream(LINE).filter(x -> x > -4).toArray(), // below, its derivatives cancel
        TAILS,
        3);
    DoubleUnaryOperator gelu = Digits.rounded(SpecialDigits::gelu, 0, INF);
    unary(specs, Gelu.class, Gelu::gelu, gelu, LINE, TAILS, 4);
    DoubleUnaryOperator slope = Digits.rounded(SpecialDigits::geluSlope, 0, 1);
    double[] awayFromZero = Arrays.stream(LINE).filter(x -> Math.abs(x + 0.75) > 0.1).toArray();
    unary(specs, GeluSlope.class, new GeluSlope()::of, slope, awayFromZero, TAILS, 4);
  }

  static void inverses(List<OpSpec> specs) {
    double[] edges =
        join(EDGES, Math.nextDown(1.0), Math.nextUp(-1.0), 0.999999, 0.50001, 0x1.fffffep-1, 1.1);
    DoubleUnaryOperator inverse = Digits.rounded(SpecialDigits::erfinv, NAN, NAN);
    unary(
        specs,
        ErfInv.class,
        ErfInv::erfinv,
        x -> Math.abs(x) < 1 ? inverse.applyAsDouble(x) : Math.abs(x) == 1 ? x * INF : NAN,
        UNIT,
        edges,
        1);
    DoubleUnaryOperator slope = Digits.rounded(SpecialDigits::erfinvSlope, NAN, NAN);
    unary(
        specs,
        ErfInvSlope.class,
        new ErfInvSlope()::of,
        x -> Math.abs(x) < 1 ? slope.applyAsDouble(x) : Math.abs(x) == 1 ? INF : NAN,
        UNIT,
        edges,
        3);
  }

  static void gamma(List<OpSpec> specs) {
    double[] edges = {
      0, -0.0, 1e-300, -1e-300, 1e-40, -1e-8, 0.5, -0.5, 1, -1, 2, -2, 3, 4, 8, 17, -17, 30, -30.5,
      1.5, 1.0000001, 1.9999999, 2.0000001, 0.9999999, 88.8, 103, 745, 1e5, 1e15, INF, NAN
    };
    DoubleUnaryOperator lgamma = Digits.rounded(SpecialDigits::lgamma, INF, INF);
    unary(
        specs,
        LGamma.class,
        LGamma::lgamma,
        x -> isPole(x) ? INF : lgamma.applyAsDouble(x),
        GAMMA,
        join(edges, 1e300, -INF),
        3);
    for (int order : new int[] {0, 1, 2, 5}) {
      boolean odd = order % 2 == 1;
      double atInfinity = order == 0 ? INF : 0;
      DoubleUnaryOperator truth =
          Digits.rounded(x -> SpecialDigits.polygamma(order, x), NAN, atInfinity);
      unary(
          specs,
          Polygamma.class,
          x -> Polygamma.polygamma(order, x),
          x -> isPole(x) ? odd ? INF : x == 0 ? -1 / x : NAN : truth.applyAsDouble(x),
          GAMMA,
          join(edges, -INF),
          3);
    }
  }

  private static boolean isPole(double x) {
    return x <= 0 && x == Math.rint(x) && !Double.isInfinite(x);
  }
}
