package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.Axes;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Cosh;
import dev.adjoint.autodiff.op.Count;
import dev.adjoint.autodiff.op.Divide;
import dev.adjoint.autodiff.op.Erfc;
import dev.adjoint.autodiff.op.Exp;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.op.LogAddExp;
import dev.adjoint.autodiff.op.LogCosh;
import dev.adjoint.autodiff.op.LogNormalCdf;
import dev.adjoint.autodiff.op.LogSigmoid;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.LogSoftplus;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.op.Mean;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.Negate;
import dev.adjoint.autodiff.op.NormalCdf;
import dev.adjoint.autodiff.op.Power;
import dev.adjoint.autodiff.op.Reciprocal;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.op.Sqrt;
import dev.adjoint.autodiff.op.Square;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.Subtract;
import dev.adjoint.autodiff.op.Sum;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Values as `factor · e^log`: through products, quotients, powers, sums, selections and moves down
/// to the ops whose logarithm is known: exp, σ, softmax, softplus, cosh, Φ, erfc.
final class LogDomain {
  private final Match match;
  private final Map<Expr, Scaled> known = new HashMap<>();

  LogDomain(Match match) {
    this.match = match;
  }

  /// A value in the log domain; it has a `log` only if that gains something.
  Scaled of(Expr x) {
    Scaled before = known.get(x);
    if (before != null) {
      return before;
    }
    Scaled scaled = match.see(x).map(this::read).orElse(Scaled.number(x));
    Scaled result = scaled.log().isPresent() ? scaled : Scaled.number(x);
    if (result.log().isPresent()) {
      match.cross(x);
    }
    known.put(x, result);
    return result;
  }

  private Scaled read(Apply y) {
    return switch (y.op()) {
      case Exp() -> isShare(operand(y)) ? Scaled.number(y) : Scaled.exponential(operand(y), true);
      case Sigmoid() -> Scaled.exponential(LogSigmoid.logSigmoid(operand(y)), false);
      case Softmax(int axis) -> Scaled.exponential(LogSoftmax.logSoftmax(operand(y), axis), false);
      case Cosh() -> Scaled.exponential(LogCosh.logCosh(operand(y)), true);
      case Softplus() -> Scaled.exponential(LogSoftplus.logSoftplus(operand(y)), false);
      case NormalCdf() -> Scaled.exponential(LogNormalCdf.logNormalCdf(operand(y)), false);
      case Erfc() -> Scaled.exponential(logErfc(operand(y)), false);
      case Multiply() -> both(y, Scaled::times);
      case Divide() -> both(y, Scaled::over);
      case Negate() -> first(y, LogDomain::negated);
      case Reciprocal() -> first(y, x -> x.power(-1));
      case Square() -> first(y, x -> x.power(2));
      case Sqrt() -> first(y, x -> x.power(0.5));
      case Power(double n) -> first(y, x -> x.power(n));
      case Where() -> either(y);
      case Sum(SortedSet<Integer> axes) -> first(y, x -> sum(x, axes));
      case Mean(SortedSet<Integer> axes) -> first(y, x -> mean(x, operand(y), axes));
      case Add(), Subtract() -> sum(y);
      default -> Match.moves(y) ? first(y, x -> x.moved(y)) : Scaled.number(y);
    };
  }

  /// `ln erfc(x) = ln 2 + ln Φ(−√2·x)`.
  private static Expr logErfc(Expr x) {
    return LogNormalCdf.logNormalCdf(x.times(-StrictMath.sqrt(2))).plus(StrictMath.log(2));
  }

  private Scaled first(Apply y, UnaryOperator<Scaled> function) {
    Scaled x = of(operand(y));
    boolean isEmpty = operand(y).shape().size() == 0;
    return x.log().isPresent() && !isEmpty ? function.apply(x) : Scaled.number(y);
  }

  private Scaled both(Apply y, BinaryOperator<Scaled> function) {
    Scaled a = of(operand(y));
    Scaled b = of(y.operands().get(1));
    return a.log().isPresent() || b.log().isPresent() ? function.apply(a, b) : Scaled.number(y);
  }

  private static Expr operand(Apply y) {
    return y.operands().getFirst();
  }

  private static Scaled negated(Scaled x) {
    Expr factor =
        x.factor()
            .map(Expr::negate)
            .orElseGet(() -> Constant.scalar(-1, x.log().orElseThrow().dtype()));
    return new Scaled(Optional.of(factor), x.log(), x.overflows());
  }

  private Scaled either(Apply y) {
    Expr condition = operand(y);
    Scaled a = pure(of(y.operands().get(1)));
    Scaled b = pure(of(y.operands().get(2)));
    if (a.log().isEmpty() && b.log().isEmpty()) {
      return Scaled.number(y);
    }
    Expr one = Constant.scalar(1, y.dtype());
    Expr zero = Constant.scalar(0, y.dtype());
    Optional<Expr> factor =
        a.isPure() && b.isPure()
            ? Optional.empty()
            : Optional.of(Where.where(condition, a.factor().orElse(one), b.factor().orElse(one)));
    Expr log = Where.where(condition, a.log().orElse(zero), b.log().orElse(zero));
    return new Scaled(factor, Optional.of(log), a.overflows() || b.overflows());
  }

  private Scaled mean(Scaled x, Expr whole, SortedSet<Integer> axes) {
    Expr count = Count.count(whole, axes);
    return sum(x, axes).over(Scaled.exponential(count.log(), false));
  }

  /// A sum over axes.
  private Scaled sum(Scaled x, SortedSet<Integer> axes) {
    Scaled terms = pure(x);
    Expr log = terms.log().orElseThrow();
    if (terms.isPure()) {
      Expr sum = log;
      for (int axis : axes.reversed()) {
        sum = LogSumExp.logSumExp(sum, axis);
      }
      return Scaled.exponential(sum, terms.overflows());
    }
    Expr factor = terms.factor().orElseThrow();
    Expr largest = new Extremum(false, axes).of(counted(factor, log));
    Expr base = base(largest);
    Expr share = share(factor, log, Axes.restore(base, log.shape(), axes));
    return new Scaled(Optional.of(Sum.over(share, axes)), Optional.of(base), terms.overflows());
  }

  /// A sum of two or more terms. It gains if it can overflow, or if all of it can vanish.
  private Scaled sum(Apply y) {
    List<Scaled> terms = new ArrayList<>();
    List<Apply> inner = new ArrayList<>();
    collect(y, false, terms, inner);
    boolean overflows = terms.stream().anyMatch(Scaled::overflows);
    boolean vanishes = terms.stream().allMatch(term -> term.log().isPresent()) && !isWhole(terms);
    if (!overflows && !vanishes) {
      return Scaled.number(y);
    }
    inner.forEach(match::cross);
    List<Scaled> pure = terms.stream().map(this::pure).toList();
    return pure.stream().allMatch(Scaled::isPure)
        ? new Scaled(Optional.empty(), logOfSum(pure, y.dtype()), overflows)
        : weighted(pure, y.dtype(), overflows);
  }

  /// Whether σ(x) and σ(−x) are among the terms with positive constant factors: one of the two is
  /// at least ½.
  private boolean isWhole(List<Scaled> terms) {
    List<Expr> arguments =
        terms.stream()
            .filter(term -> term.factor().isEmpty() || isPositive(term.factor().get()))
            .flatMap(term -> term.log().stream())
            .filter(log -> log instanceof Apply y && y.op() instanceof LogSigmoid)
            .map(log -> log.operands().getFirst())
            .toList();
    return arguments.stream()
        .anyMatch(x -> arguments.stream().anyMatch(y -> LogOdds.isNegated(y, x, match)));
  }

  private boolean isPositive(Expr factor) {
    OptionalDouble number = match.number(factor);
    return number.isPresent() && number.getAsDouble() > 0;
  }

  private void collect(Expr x, boolean negative, List<Scaled> terms, List<Apply> inner) {
    Optional<Apply> sum = match.see(x).filter(y -> y.op() instanceof Add || isDifference(y));
    if (sum.isPresent()) {
      inner.add(sum.get());
      collect(operand(sum.get()), negative, terms, inner);
      boolean flips = isDifference(sum.get());
      collect(sum.get().operands().get(1), negative != flips, terms, inner);
    } else {
      terms.add(negative ? negated(of(x)) : of(x));
    }
  }

  private static boolean isDifference(Apply y) {
    return y.op() instanceof Subtract;
  }

  /// A positive constant factor as part of the exponential.
  Scaled pure(Scaled x) {
    OptionalDouble constant = x.factor().map(match::number).orElse(OptionalDouble.empty());
    if (constant.isEmpty() || !(constant.getAsDouble() > 0)) {
      return x;
    }
    double log = StrictMath.log(constant.getAsDouble());
    Optional<Expr> shifted =
        log == 0
            ? x.log()
            : Optional.of(
                x.log()
                    .map(l -> l.plus(log))
                    .orElseGet(() -> Constant.scalar(log, x.factor().get().dtype())));
    return new Scaled(Optional.empty(), shifted, x.overflows());
  }

  /// `ln Σ e^log` of pure terms, of which those without a logarithm are 1.
  static Optional<Expr> logOfSum(List<Scaled> terms, DType dtype) {
    Optional<Expr> sum = terms.getFirst().log();
    for (Scaled term : terms.subList(1, terms.size())) {
      sum = Optional.of(logOfSum(sum, term.log(), dtype));
    }
    return sum;
  }

  private static Expr logOfSum(Optional<Expr> a, Optional<Expr> b, DType dtype) {
    if (a.isPresent() && b.isPresent()) {
      return LogAddExp.logAddExp(a.get(), b.get());
    }
    return a.or(() -> b)
        .map(Softplus::softplus)
        .orElseGet(() -> Constant.scalar(StrictMath.log(2), dtype));
  }

  /// The sum with the largest exponential among the terms that count taken out of it.
  private static Scaled weighted(List<Scaled> terms, DType dtype, boolean overflows) {
    Expr one = Constant.scalar(1, dtype);
    Expr zero = Constant.scalar(0, dtype);
    Expr base =
        base(
            terms.stream()
                .map(term -> counted(term.factor().orElse(one), term.log().orElse(zero)))
                .reduce(Maximum::maximum)
                .orElseThrow());
    Expr sum =
        terms.stream()
            .map(term -> share(term.factor().orElse(one), term.log().orElse(zero), base))
            .reduce(Expr::plus)
            .orElseThrow();
    return new Scaled(Optional.of(sum), Optional.of(base), overflows);
  }

  /// The logarithm, −∞ where the factor is 0.
  private static Expr counted(Expr factor, Expr log) {
    Expr none = Constant.scalar(Double.NEGATIVE_INFINITY, log.dtype());
    return Where.where(Compare.notEqual(factor, 0), log, none);
  }

  /// Held constant, which changes no value and no derivative of the sum; 0 for an infinite one,
  /// which would give ∞ − ∞.
  private static Expr base(Expr largest) {
    Expr finite = Compare.less(largest.abs(), Double.POSITIVE_INFINITY);
    return StopGradient.stopGradient(Where.where(finite, largest, 0));
  }

  /// `factor·e^(log − base)`. Where the factor is 0 the exponent is bounded so that 0·∞ cannot
  /// arise; elsewhere it is at most 0.
  private static Expr share(Expr factor, Expr log, Expr base) {
    double bound = log.dtype() == DType.FLOAT32 ? 88 : 709;
    Expr limit = Constant.scalar(bound, log.dtype());
    return factor.times(Maximum.minimum(log.minus(base), limit).exp());
  }

  /// Whether an exponent is that of a [#share], from which the base has been taken already: to take
  /// one out again would gain nothing, and never end.
  private boolean isShare(Expr exponent) {
    return match
        .see(exponent)
        .filter(y -> y.op().equals(new Maximum(true)))
        .flatMap(y -> match.see(operand(y)))
        .filter(y -> y.op() instanceof Subtract)
        .map(y -> Match.unrepeated(y.operands().get(1)).getLast())
        .filter(base -> base instanceof Apply y && y.op() instanceof StopGradient)
        .isPresent();
  }
}
