package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A differentiable operation of fixed arity and one output. An implementation is a record whose
/// components are the op's parameters, so that equal ops are `equals`, and it is all there is to an
/// op: nothing is registered anywhere.
public interface Op {

  /// The name in messages and printed calls: by default the record's name, first letter lowered.
  default String name() {
    String simple = getClass().getSimpleName();
    return simple.isEmpty() ? "op" : Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
  }

  /// The type of the result. Throws a [dev.adjoint.autodiff.tensor.ShapeException] or
  /// [dev.adjoint.autodiff.tensor.DTypeException] that states the rule and what was given; [Apply]
  /// adds op, operands and place.
  TensorType type(List<TensorType> operands);

  /// The vector-Jacobian product: for every operand its cotangent, as an expression of the
  /// operands, the result `y` and the result's cotangent `yBar`; linear in `yBar`. Empty means that
  /// no gradient flows to this operand.
  List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar);

  /// The Jacobian-vector product: the tangent of `y` from those of the operands, of which at least
  /// one has any; linear in them. Empty means that the rule is the transpose of [#vjp] within
  /// [#support], which `grad` finds by itself; an op states its own where that reads better, costs
  /// less or, [#vjp] not being linear in `yBar`, is the only way.
  default Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
    return Optional.empty();
  }

  /// Where, within operand `i`, this op lets a cotangent through: a BOOL expression of the
  /// operand's shape; empty means everywhere. Outside it the cotangent is exactly zero, whatever
  /// [#vjp] computes there, so a rule need not guard a branch that was not taken.
  ///
  /// If the expression does not depend on operand `i`, as that of where does not, the op chose
  /// without reading it: outside, the operand counts for nothing, and a NaN in it does not come
  /// back through a product either. If it does depend on it, as that of relu, the slope is 0 there,
  /// a number, whose product with ∞ is NaN.
  default Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    return Optional.empty();
  }

  /// Whether [#vjp] is, on purpose, not the derivative of what [#lowering] computes: an identity
  /// that scales or clips its gradient, a rounding with the gradient of the identity. Readings that
  /// differentiate the lowering, such as dual numbers, and finite differences give the derivative
  /// of what is computed; whoever compares them with gradients must leave the op out. Such a rule
  /// need not be linear in `yBar`, but must keep zero zero.
  default boolean redefinesDerivative() {
    return false;
  }

  /// Places at which the function has no derivative, and what [#vjp] gives there.
  default List<Kink> kinks() {
    return List.of();
  }

  /// How the result is computed.
  Lowering lowering(List<TensorType> operands);

  /// How an application is printed.
  default Notation notation() {
    return new Notation.Function(name(), "\\operatorname{" + name() + "}");
  }

  /// This op with named axes at other sizes; ops that hold a [dev.adjoint.autodiff.tensor.Dim]
  /// override it.
  default Op at(Map<String, Integer> sizes) {
    return this;
  }

  /// The op that does the same along the axes behind a new first one which all operands have: this
  /// one with its axes counted one further. Ops that hold axes may override it, so that a batch of
  /// them is printed and matched by rules as what it is; where it is empty, batching works the rest
  /// out.
  default Optional<Op> shifted() {
    return Optional.empty();
  }

  /// The application of this op to operands, which must fit its type rule as they are.
  default Expr of(Expr... operands) {
    return Apply.of(this, List.of(operands));
  }
}
