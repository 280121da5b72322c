package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/// A new random key from a key and a salt. No gradient flows.
public record SplitKey(long salt) implements Op {
  @Override
  public TensorType type(List<TensorType> operands) {
    return Uniform.key(operands, 1);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return List.of(Optional.empty());
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Generate.Split(salt);
  }

  @Override
  public Notation notation() {
    return new Notation.Function("splitKey", "\\operatorname{split}", List.of("salt=" + salt));
  }
}
