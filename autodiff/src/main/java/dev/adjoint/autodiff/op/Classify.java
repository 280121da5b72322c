package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// Whether a number is NaN, or is finite (neither NaN nor infinite), elementwise: a BOOL result. No
/// gradient flows.
public record Classify(Property property) implements Op {
  /// What is asked of the number.
  public enum Property {
    NAN,
    FINITE
  }

  /// Whether `x` is NaN.
  public static Expr isNaN(Expr x) {
    return new Classify(Property.NAN).of(x);
  }

  /// Whether `x` is neither NaN nor infinite.
  public static Expr isFinite(Expr x) {
    return new Classify(Property.FINITE).of(x);
  }

  @Override
  public String name() {
    return switch (property) {
      case NAN -> "isNaN";
      case FINITE -> "isFinite";
    };
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    TensorType type = Arity.unary(operands);
    if (!type.dtype().isFloating()) {
      throw new DTypeException("needs a floating operand, not " + type.dtype());
    }
    return new TensorType(DType.BOOL, type.shape());
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  private <V, M> M lane(Lanes<V, M> k, V x) {
    return switch (property) {
      case NAN -> k.notEqual(x, x);
      case FINITE -> k.less(k.abs(x), k.literal(Double.POSITIVE_INFINITY));
    };
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Elementwise(
        new Formula() {
          @Override
          public <V, M> Lane<V, M> apply(Lanes<V, M> k, List<Lane<V, M>> x) {
            return new Lane.Mask<>(lane(k, x.getFirst().value()));
          }
        });
  }

  @Override
  public Notation notation() {
    return new Notation.Function(name(), "\\operatorname{" + name() + "}");
  }
}
