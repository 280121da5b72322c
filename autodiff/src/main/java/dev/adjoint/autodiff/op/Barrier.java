package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `y = x`, of any dtype, to be read only after other expressions, of any types, have been
/// computed. So what is computed from `y` is computed late, and never merged with what is computed
/// from `x`; no rewriting rule looks through it. That is how a value is computed anew instead of
/// being held in memory (package `checkpoint`).
///
/// The derivative by `x` is 1. Of the other operands no element is read, so no gradient flows to
/// them.
public record Barrier() implements Op {
  /// `x`, after some others.
  public static Expr barrier(Expr x, List<? extends Expr> after) {
    return new Barrier().of(Stream.concat(Stream.of(x), after.stream()).toArray(Expr[]::new));
  }

  /// `x`, after some others.
  public static Expr barrier(Expr x, Expr... after) {
    return barrier(x, List.of(after));
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    if (operands.isEmpty()) {
      throw new ShapeException("takes one operand or more");
    }
    return operands.getFirst();
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    List<Optional<Expr>> bars =
        new ArrayList<>(Collections.nCopies(operands.size(), Optional.empty()));
    bars.set(0, Optional.of(yBar));
    return bars;
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Barrier();
  }

  @Override
  public Notation notation() {
    return new Notation.Transparent();
  }
}
