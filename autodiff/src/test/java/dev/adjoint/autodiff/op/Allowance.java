package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.tensor.DType;
import java.util.List;

/// The ops of which [AccuracyTest] asks less than units of the last place of the result: near a
/// zero inside the domain, where terms cancel, the error is measured by the largest term; and some
/// results pass through a number that is subnormal, and so has few digits.
///
/// @param order 0 for the value, else the derivative by that operand
/// @param reason what cancels, and where
/// @param error the allowed absolute error
record Allowance(String op, int order, String reason, Bound error) {
  /// An absolute error.
  interface Bound {
    double of(DType dtype, double[] x, double truth);
  }

  /// All of them.
  static final List<Allowance> ALL =
      List.of(
          byTerm("silu", 1, "σ(x) + x·σ(x)·σ(−x) is 0 at −1.28", Allowance::siluTerm),
          byTerm("gelu", 1, "Φ(x) + x·φ(x) is 0 at −0.75", x -> within(x, -0.75, 0.25, 0.2)),
          byTerm("gelu'", 0, "the same", x -> within(x, -0.75, 0.25, 0.2)),
          byTerm("gelu'", 1, "(2 − x²)·φ(x) is 0 at ±1.41", Allowance::bendTerm),
          byTerm("logsoftplus", 0, "ln of 1 at 0.54", x -> within(x, 0.54, 0.6, 1)),
          byTerm("logAddExp", 0, "a + log1p(…) cancels for a < 0", x -> Math.max(x[0], x[1])),
          new Allowance("logAddExp", 0, "a − b rounds", Allowance::roundedTerm),
          new Allowance("logAddExp", 1, "a − b rounds", Allowance::roundedDifference),
          new Allowance("logAddExp", 2, "a − b rounds", Allowance::roundedDifference),
          byTerm("lgamma", 0, "zeros left of 0", Allowance::stirling),
          byTerm("lgamma", 1, "zeros left of 0", Allowance::logarithm),
          byTerm("polygamma0", 0, "zeros left of 0", Allowance::logarithm),
          byTerm("polygamma1", 1, "zeros left of 0", x -> x[0] < -0.25 ? 16 : 0),
          byTerm("polygamma2", 0, "zeros left of 0", x -> x[0] < -0.25 ? 16 : 0),
          byTerm("inverseMills", 1, "−y·(x + y) cancels left of 0", Allowance::mills),
          new Allowance("inverseMills", 1, "the square of the value", Allowance::twice),
          new Allowance("inverseMills", 1, "x times a subnormal value", Allowance::timesTwice),
          new Allowance("gaussian", 1, "x times a subnormal value", Allowance::timesTwice),
          new Allowance("erfinv'", 1, "the square of the value", Allowance::twice),
          new Allowance("divide", 2, "a subnormal quotient, divided", Allowance::quotient),
          new Allowance("atan2", 1, "a subnormal quotient, divided", Allowance::quotient),
          new Allowance("atan2", 2, "a subnormal quotient, divided", Allowance::quotient),
          new Allowance("atan", 1, "x² overflows", Allowance::belowNormal),
          new Allowance("pow", 1, "n times a subnormal power", Allowance::timesExponent));

  /// The size of the largest term; 0 where none cancels.
  private interface Term {
    double at(double[] x);
  }

  private static Allowance byTerm(String op, int order, String reason, Term term) {
    return new Allowance(op, order, reason, (dtype, x, truth) -> 4 * unit(dtype, term.at(x)));
  }

  /// Whether an error is allowed.
  static boolean covers(String op, int order, DType dtype, double[] x, double truth, double got) {
    return ALL.stream()
        .filter(a -> a.op.equals(op) && a.order == order)
        .anyMatch(a -> Math.abs(truth - got) <= a.error.of(dtype, x, truth));
  }

  private static double unit(DType dtype, double x) {
    return x == 0 ? 0 : dtype == DType.FLOAT32 ? Math.ulp((float) x) : Math.ulp(x);
  }

  private static double within(double[] x, double centre, double radius, double term) {
    return Math.abs(x[0] - centre) < radius ? term : 0;
  }

  private static double siluTerm(double[] x) {
    return x[0] < 0 ? Math.max(1, -x[0]) / (1 + StrictMath.exp(-x[0])) : 0;
  }

  private static double bendTerm(double[] x) {
    return Math.abs(Math.abs(x[0]) - 1.4) < 0.5 ? 0.3 : 0;
  }

  private static double stirling(double[] x) {
    return x[0] < -0.5 ? Math.max(1, -x[0] * StrictMath.log(-x[0]) + x[0]) : 0;
  }

  private static double logarithm(double[] x) {
    return x[0] < -0.5 ? Math.max(1, StrictMath.log(-x[0])) : 0;
  }

  private static double roundedTerm(DType dtype, double[] x, double truth) {
    return roundedDifference(dtype, x, StrictMath.exp(-Math.abs(x[0] - x[1])));
  }

  /// The share e^(a − b) is off by what a − b is off.
  private static double roundedDifference(DType dtype, double[] x, double truth) {
    double relative = unit(dtype, x[0] - x[1]) / 2 + 4 * unit(dtype, 1);
    return relative * truth + 2 * smallest(dtype);
  }

  private static double mills(double[] x) {
    return x[0] < 0 && x[0] >= -50 ? x[0] * x[0] + 1 : 0;
  }

  private static double twice(DType dtype, double[] x, double truth) {
    return 8 * unit(dtype, truth);
  }

  /// Half the smallest number, as the error of the quotient, divided by the larger operand.
  private static double quotient(DType dtype, double[] x, double truth) {
    double divisor = Math.max(Math.abs(x[0]), Math.abs(x[1]));
    double quotient = Math.min(Math.abs(x[0]), Math.abs(x[1])) / divisor;
    double normal = dtype == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    return quotient < normal ? smallest(dtype) / divisor : 0;
  }

  private static double belowNormal(DType dtype, double[] x, double truth) {
    double normal = dtype == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    return Math.abs(truth) < normal ? normal : 0;
  }

  private static double timesExponent(DType dtype, double[] x, double truth) {
    return 2 * smallest(dtype) * Math.max(1, Math.abs(x[1]));
  }

  /// Of a value that is subnormal, and so off by the smallest number, times 2x.
  private static double timesTwice(DType dtype, double[] x, double truth) {
    return 2 * smallest(dtype) * (1 + Math.abs(x[0]));
  }

  private static double smallest(DType dtype) {
    return dtype == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
  }
}
