package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Divide;
import java.util.Optional;

/// Division by something that may overflow, as a product with what may vanish: the derivative of
/// the quotient would be ∞/∞ there.
final class DivisionByExponential implements Rule {
  @Override
  public String name() {
    return "division by an exponential";
  }

  @Override
  public String says() {
    return """
    a/e^x = a·e^−x, e^a/e^b = e^(a − b), for every divisor that is a product, power or sum of \
    exponentials and may overflow\
    """;
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Divide;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    LogDomain domain = new LogDomain(match);
    Scaled divisor = domain.of(y.operands().get(1));
    if (!divisor.overflows()) {
      return Optional.empty();
    }
    Expr dividend = y.operands().get(0);
    Scaled scaled = new LogDomain(match).of(dividend);
    return Optional.of(
        (scaled.overflows() ? scaled : Scaled.number(dividend)).over(divisor).value());
  }
}
