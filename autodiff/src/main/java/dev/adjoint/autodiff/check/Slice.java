package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.rewrite.Stabilise;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A scalar as a function of one target: the stable form that executors run and that is
/// differentiated, cut at the target if it is an interior node.
///
/// @param scalar the form
/// @param at the point, with the target's value
record Slice(Expr scalar, Expr target, Point at, Optional<Expr> gradient) {

  static Slice of(Expr loss, Expr target, Point at) {
    boolean interior = !at.given().containsKey(target);
    List<Expr> one = List.of(loss);
    Expr form =
        (interior ? Stabilise.of(one, List.of(target)) : Stabilise.of(one)).outputs().getFirst();
    Point there = at;
    if (interior) {
      Elements value = at.read(Stabilise.of(List.of(target)).outputs(), new Numbers()).getFirst();
      there = at.with(target, Point.exactly(value, target.type()));
    }
    Optional<Expr> gradient =
        Grad.grad(loss, target).answer(target) instanceof Gradient.Connected(Expr expr)
            ? Optional.of(expr)
            : Optional.empty();
    return new Slice(form, target, there, gradient);
  }

  int size() {
    return (int) target.shape().size();
  }

  /// The gradient that reverse mode gives, zero where there is none.
  Bounded[] reverse() {
    return gradient.map(g -> read(g, at)).orElseGet(() -> Sums.zeros(size()));
  }

  /// The value of an expression in the form in which executors compute it.
  static Bounded[] read(Expr expr, Point at) {
    Numbers numbers = new Numbers();
    Bounded[] values = at.read(Stabilise.of(List.of(expr)).outputs().getFirst(), numbers);
    return numbers.isUndecided() ? Sums.unknown(values) : values;
  }

  /// The op between target and scalar that says its derivative is not that of what it computes.
  Optional<Apply> redefining() {
    Set<Expr> moving = new HashSet<>(Set.of(target));
    for (Expr node : Graph.topological(List.of(scalar), List.of(target))) {
      if (node instanceof Apply apply && apply.operands().stream().anyMatch(moving::contains)) {
        moving.add(apply);
        if (apply.op().redefinesDerivative()) {
          return Optional.of(apply);
        }
      }
    }
    return Optional.empty();
  }
}
