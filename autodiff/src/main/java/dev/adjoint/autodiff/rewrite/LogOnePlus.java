package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.Log;
import dev.adjoint.autodiff.op.Log1p;
import dev.adjoint.autodiff.op.Subtract;
import java.util.Optional;

/// A logarithm near 1 keeps what is beside the 1.
final class LogOnePlus implements Rule {
  @Override
  public String name() {
    return "log of one plus";
  }

  @Override
  public String says() {
    return "ln(1 + x) = ln(x + 1) = log1p(x), ln(1 − x) = log1p(−x), always";
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Log;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    return match.see(y.operands().getFirst()).flatMap(sum -> ofSum(sum, match));
  }

  private static Optional<Expr> ofSum(Apply sum, Match match) {
    Optional<Expr> rest =
        switch (sum.op()) {
          case Add() when match.isNumber(sum.operands().get(0), 1) ->
              Optional.of(sum.operands().get(1));
          case Add() when match.isNumber(sum.operands().get(1), 1) ->
              Optional.of(sum.operands().get(0));
          case Subtract() when match.isNumber(sum.operands().get(0), 1) ->
              Optional.of(sum.operands().get(1).negate());
          default -> Optional.empty();
        };
    rest.ifPresent(x -> match.cross(sum));
    return rest.map(Log1p::log1p);
  }
}
