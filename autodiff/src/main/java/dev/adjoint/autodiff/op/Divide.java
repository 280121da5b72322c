package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.ElementwiseBinary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Notation.Strength;
import java.util.List;
import java.util.Optional;

/// `y = a / b`, elementwise.
///
/// dy/da = 1/b, dy/db = −y/b, which uses the quotient instead of b² and so does not overflow for
/// large b. It is (ȳ·y)/b, not (ȳ/b)·y, which is NaN for a = 0 and a subnormal b. Where the
/// quotient is subnormal, dy/db has no more digits than it.
@Domain(operand = 1, except = 0)
public record Divide() implements ElementwiseBinary {
  /// `a / b` after NumPy broadcasting.
  public static Expr divide(Expr a, Expr b) {
    return Broadcast.elementwise(new Divide(), a, b);
  }

  @Override
  public <V, M> V lane(Lanes<V, M> k, V a, V b) {
    return k.div(a, b);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr b = operands.get(1);
    return List.of(
        Optional.of(yBar.dividedBy(b)), Optional.of(yBar.times(y).dividedBy(b).negate()));
  }

  @Override
  public Notation notation() {
    return new Notation.Infix("/", "/", Strength.PRODUCT);
  }
}
