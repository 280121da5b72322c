package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.op.Subtract;
import dev.adjoint.autodiff.op.Where;
import java.util.Optional;

/// Binary cross entropy from logits, which cancels for a sure and right prediction.
final class SoftplusLessArgument implements Rule {
  @Override
  public String name() {
    return "softplus less its argument";
  }

  @Override
  public String says() {
    return "softplus(x) − x = softplus(−x), softplus(x) − t·x = t·softplus(−x) + (1 −"
        + " t)·softplus(x)";
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Subtract;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    Expr softplus = y.operands().get(0);
    return match
        .see(softplus)
        .filter(s -> s.op() instanceof Softplus)
        .map(s -> s.operands().getFirst())
        .flatMap(x -> less(y, x, match))
        .map(
            result -> {
              match.cross(softplus);
              return result;
            });
  }

  private static Optional<Expr> less(Apply y, Expr x, Match match) {
    Expr part = y.operands().get(1);
    Expr mirrored = Softplus.softplus(Complement.negated(x));
    if (match.same(part, x)) {
      return Optional.of(mirrored);
    }
    Optional<Apply> product = match.see(part).filter(p -> p.op() instanceof Multiply);
    return product.flatMap(
        p -> {
          Expr a = p.operands().get(0);
          Expr b = p.operands().get(1);
          Optional<Expr> t =
              match.same(b, x)
                  ? Optional.of(a)
                  : match.same(a, x) ? Optional.of(b) : Optional.empty();
          t.ifPresent(weight -> match.cross(p));
          return t.map(
              weight -> {
                Expr right = mirrored.plus(weight.negate().plus(1).times(x));
                // The same bits as y, in a form that the rule does not match again.
                Expr left = y.operands().get(0).plus(weight.negate().times(x));
                return Where.where(Compare.greaterOrEqual(x, 0), right, left);
              });
        });
  }
}
