package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.LogSigmoid;
import dev.adjoint.autodiff.op.Logit;
import dev.adjoint.autodiff.op.Negate;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.op.Subtract;
import java.util.Optional;

/// The log-odds of a probability that was made from log-odds.
final class LogOdds implements Rule {
  @Override
  public String name() {
    return "log-odds";
  }

  @Override
  public String says() {
    return "logit(σ(x)) = x, logσ(x) − logσ(−x) = x, hence ln(p/(1 − p)) with p = σ(x)";
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Logit || op instanceof Subtract;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    return switch (y.op()) {
      case Logit() ->
          argument(y.operands().getFirst(), Sigmoid.class, match)
              .map(
                  x -> {
                    match.cross(y.operands().getFirst());
                    return x;
                  });
      case Subtract() -> {
        Optional<Expr> a = argument(y.operands().get(0), LogSigmoid.class, match);
        Optional<Expr> b = argument(y.operands().get(1), LogSigmoid.class, match);
        if (a.isEmpty() || b.isEmpty()) {
          yield Optional.empty();
        }
        boolean opposite = isNegated(b.get(), a.get(), match) || isNegated(a.get(), b.get(), match);
        y.operands().forEach(match::cross);
        yield opposite ? a : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Expr> argument(Expr x, Class<?> op, Match match) {
    return match
        .see(x)
        .filter(apply -> op.isInstance(apply.op()))
        .map(apply -> apply.operands().getFirst());
  }

  /// Whether `a` is written as `−b`.
  static boolean isNegated(Expr a, Expr b, Match match) {
    return argument(a, Negate.class, match).filter(x -> match.same(x, b)).isPresent();
  }
}
