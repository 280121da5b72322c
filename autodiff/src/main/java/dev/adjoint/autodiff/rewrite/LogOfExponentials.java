package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Expm1;
import dev.adjoint.autodiff.op.Log;
import dev.adjoint.autodiff.op.Log10;
import dev.adjoint.autodiff.op.Log1mExp;
import dev.adjoint.autodiff.op.Log1p;
import dev.adjoint.autodiff.op.Log2;
import dev.adjoint.autodiff.op.Logical;
import dev.adjoint.autodiff.op.Negate;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.op.XLogY;
import java.util.Optional;

/// The logarithm of a value that is made of exponentials, taken in the log domain.
final class LogOfExponentials implements Rule {
  private static final double LN_2 = 0x1.62e42fefa39efp-1;
  private static final double LN_10 = 0x1.26bb1bbb55516p1;

  @Override
  public String name() {
    return "log of exponentials";
  }

  @Override
  public String says() {
    return """
    ln e^x = x, ln σ(x) = logσ(x), ln softmax(x) = logSoftmax(x), ln cosh x = logcosh x, \
    ln softplus(x) = logsoftplus(x), ln Φ(x) = logNormalCdf(x), \
    ln erfc x = ln 2 + logNormalCdf(−√2·x), ln(1 − e^x) = log1mexp(x), \
    ln(e^x − 1) = x + log1mexp(−x), ln(1 + e^x) = softplus(x), and from these the logarithms \
    of their products, quotients, powers, sums, means, moves and where, at most one factor of \
    which need not be positive; of a sum only if it can overflow, or all its terms can vanish; \
    also as log1p, log2, log10 and xlogy\
    """;
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Log
        || op instanceof Log1p
        || op instanceof Log2
        || op instanceof Log10
        || op instanceof XLogY;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    Expr x = y.operands().isEmpty() ? y : y.operands().getFirst();
    return switch (y.op()) {
      case Log() -> log(x, match);
      case Log2() -> log(x, match).map(log -> log.dividedBy(LN_2));
      case Log10() -> log(x, match).map(log -> log.dividedBy(LN_10));
      case Log1p() -> logOnePlus(x, match);
      case XLogY(boolean plusOne) when !plusOne -> {
        Scaled positive = new LogDomain(match).of(y.operands().get(1));
        yield positive.isPure() ? positive.log().map(log -> timesLog(x, log)) : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  /// `x·log`, and 0 for nothing times the logarithm of nothing, as [XLogY] has it.
  private static Expr timesLog(Expr x, Expr log) {
    Expr counts =
        Logical.or(Compare.notEqual(x, 0), Compare.notEqual(log, Double.NEGATIVE_INFINITY));
    return Where.where(counts, x.times(log), 0);
  }

  private static Optional<Expr> log(Expr x, Match match) {
    Scaled scaled = new LogDomain(match).of(x);
    return scaled.log().isPresent() ? Optional.of(scaled.logarithm()) : ofRest(x, match);
  }

  private static Optional<Expr> logOnePlus(Expr x, Match match) {
    Scaled scaled = new LogDomain(match).of(x);
    if (scaled.isPure()) {
      return scaled.log().map(Softplus::softplus);
    }
    return match
        .see(x)
        .filter(negated -> negated.op() instanceof Negate)
        .flatMap(
            negated -> {
              match.cross(negated);
              return Complement.of(negated.operands().getFirst(), match).map(Expr::log);
            });
  }

  /// `ln(1 − e^x)` and `ln(e^x − 1)`, where the complement has been found already.
  private static Optional<Expr> ofRest(Expr x, Match match) {
    Optional<Apply> y = match.see(x);
    if (y.isPresent() && Match.moves(y.get())) {
      return ofRest(y.get().operands().getFirst(), match)
          .map(
              log -> {
                match.cross(y.get());
                return Match.moved(y.get(), log);
              });
    }
    Optional<Apply> expm1 = y.filter(e -> e.op() instanceof Expm1);
    if (expm1.isPresent()) {
      match.cross(x);
      Expr exponent = expm1.get().operands().getFirst();
      return Optional.of(exponent.plus(Log1mExp.log1mexp(exponent.negate())));
    }
    Optional<Apply> negated = y.filter(n -> n.op() instanceof Negate);
    return negated
        .flatMap(n -> match.see(n.operands().getFirst()))
        .filter(e -> e.op() instanceof Expm1)
        .map(
            e -> {
              match.cross(negated.get());
              match.cross(e);
              return Log1mExp.log1mexp(e.operands().getFirst());
            });
  }
}
