package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Outputs that can be computed from bindings of their inputs: by the reference [Interpreter], or
/// fast by a [Program]. Both give the same values, up to the rounding of sums.
///
/// What is computed is the stable form of the outputs ([dev.adjoint.autodiff.rewrite.Stabilise]):
/// the same numbers where the formula as written is accurate, the right ones where it is not.
///
/// Named axes may be bound at other sizes than the graph was built with, all inputs agreeing; the
/// graph is then rebuilt for those sizes.
public interface Executable {
  /// The expressions that [#run] computes.
  List<Expr> outputs();

  /// The inputs that must be bound.
  List<Input> inputs();

  /// The values of the outputs, in order. Throws [BindingException] if an input is not bound, bound
  /// to a tensor of another dtype or shape, or if a key is not an input of these outputs.
  List<Tensor> run(Map<? extends Expr, Tensor> bindings);
}
