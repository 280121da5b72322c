package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.AccuracyCase.unary;

import dev.adjoint.autodiff.Digits;
import dev.adjoint.autodiff.SpecialDigits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// The special functions in [AccuracyTest].
final class SpecialCases {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double LOWEST = -150;
  private static final String TWO_OVER_ROOT_PI =
      "1.12837916709551257389615890312154517168810125866";

  private SpecialCases() {}

  static List<AccuracyCase> all() {
    List<AccuracyCase> cases = new ArrayList<>();
    BigDecimal minusTwo = BigDecimal.valueOf(-2);
    cases.add(
        unary("erf", Erf::erf, SpecialDigits::erf, SpecialCases::bell, -INF, INF, 1, 4)
            .limit(-INF, -1, 0)
            .limit(INF, 1, 0));
    cases.add(
        unary("erfc", Erfc::erfc, SpecialDigits::erfc, x -> bell(x).negate(), -INF, INF, 1, 4)
            .limit(-INF, 2, 0)
            .limit(INF, 0, 0));
    cases.add(
        unary(
                "gaussian",
                x -> Gaussian.gaussian(x, 1),
                x -> SpecialDigits.gaussian(x, 1),
                x -> SpecialDigits.gaussian(x, 1).multiply(x).multiply(minusTwo),
                -INF,
                INF,
                2,
                4)
            .limit(-INF, 0, 0)
            .limit(INF, 0, 0));
    double below = Math.nextDown(1.0);
    cases.add(
        unary(
                "erfinv",
                ErfInv::erfinv,
                SpecialDigits::erfinv,
                SpecialDigits::erfinvSlope,
                -below,
                below,
                1,
                4)
            .orNaN()
            .limit(-1, -INF, INF)
            .limit(1, INF, INF));
    cases.add(
        unary(
                "normalCdf",
                NormalCdf::normalCdf,
                SpecialDigits::normalCdf,
                SpecialDigits::normalDensity,
                -INF,
                INF,
                4,
                4)
            .limit(-INF, 0, 0)
            .limit(INF, 1, 0));
    cases.add(
        unary(
                "logNormalCdf",
                LogNormalCdf::logNormalCdf,
                SpecialDigits::logNormalCdf,
                SpecialDigits::inverseMills,
                -INF,
                INF,
                4,
                4)
            .limit(-INF, -INF, INF)
            .limit(INF, 0, 0));
    cases.add(
        unary(
                "inverseMills",
                InverseMills::inverseMills,
                SpecialDigits::inverseMills,
                SpecialCases::millsSlope,
                -INF,
                INF,
                4,
                4)
            .limit(-INF, INF, -1)
            .limit(INF, 0, 0));
    cases.add(
        unary(
                "erfinv'",
                new ErfInvSlope()::of,
                SpecialDigits::erfinvSlope,
                y ->
                    SpecialDigits.erfinv(y)
                        .multiply(BigDecimal.TWO)
                        .multiply(SpecialDigits.erfinvSlope(y).pow(2)),
                -below,
                below,
                4,
                4)
            .orNaN()
            .limit(-1, INF, -INF)
            .limit(1, INF, INF));
    cases.add(
        unary("gelu", Gelu::gelu, SpecialDigits::gelu, SpecialDigits::geluSlope, -INF, INF, 4, 4)
            .limit(-INF, 0, 0)
            .limit(INF, INF, 1));
    cases.add(
        unary(
                "gelu'",
                new GeluSlope()::of,
                SpecialDigits::geluSlope,
                x ->
                    SpecialDigits.normalDensity(x).multiply(BigDecimal.TWO.subtract(x.multiply(x))),
                -INF,
                INF,
                4,
                4)
            .limit(-INF, 0, 0)
            .limit(INF, 1, 0));
    cases.add(
        offPoles(
                unary(
                    "lgamma",
                    LGamma::lgamma,
                    SpecialDigits::lgamma,
                    x -> SpecialDigits.polygamma(0, x),
                    LOWEST,
                    1e300,
                    3,
                    4))
            .limit(-INF, INF, Double.NaN)
            .limit(0, INF, -INF)
            .limit(INF, INF, INF));
    for (int n = 0; n < 3; n++) {
      int order = n;
      cases.add(
          offPoles(
                  unary(
                      "polygamma" + order,
                      x -> Polygamma.polygamma(order, x),
                      x -> SpecialDigits.polygamma(order, x),
                      x -> SpecialDigits.polygamma(order + 1, x),
                      LOWEST,
                      1e300,
                      4,
                      4))
              .limit(-INF, Double.NaN, Double.NaN)
              .limit(0, order == 1 ? INF : -INF, order == 1 ? -INF : INF)
              .limit(INF, order == 0 ? INF : 0, 0));
    }
    return cases;
  }

  private static AccuracyCase offPoles(AccuracyCase c) {
    return c.within(x -> c.domain().test(x) && (x[0] > 0 || x[0] != Math.rint(x[0])));
  }

  /// −y·(x + y); far to the left, where 60 digits cancel, 1/x² − 1, which leaves out what no double
  /// can tell.
  private static BigDecimal millsSlope(BigDecimal x) {
    if (x.compareTo(new BigDecimal("-1e10")) < 0) {
      return Digits.inverse(x.multiply(x)).subtract(BigDecimal.ONE);
    }
    BigDecimal y = SpecialDigits.inverseMills(x);
    return y.multiply(x.add(y)).negate();
  }

  /// `2/√π·e^−x²`.
  private static BigDecimal bell(BigDecimal x) {
    return SpecialDigits.gaussian(x, 1).multiply(new BigDecimal(TWO_OVER_ROOT_PI));
  }
}
