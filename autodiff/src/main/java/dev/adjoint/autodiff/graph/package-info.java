/// The expression graph: what every other package reads, transforms or runs.
///
/// An [Expr] is an immutable value of a known [type][dev.adjoint.autodiff.tensor.TensorType]: an
/// [Input] that a caller binds, a [Constant], or an [Apply] of an [Op] to operands. The kinds of
/// node are closed; ops are open: a new op is one file that implements [Op] (or one of
/// [ElementwiseUnary], [ElementwiseBinary], [Comparison]) and says its type rule, its derivative in
/// expressions, its notation and its [Lowering]. Lowerings are closed again, so an executor or a
/// transform switches over them without a default and never over ops.
///
/// ```java
/// Expr x = Input.of("x", DType.FLOAT64, 3);
/// Expr y = x.square().sum();                  // Apply(sum, Apply(square, x))
/// Tensor v = y.peek(Map.of(x, Tensor.of(1.0, 2.0, 3.0)));  // 14.0
/// ```
///
/// Where to go on reading: [Expr], [Op], [Lowering], [Lanes], then
/// `dev.adjoint.autodiff.op.Sigmoid` as an example of an op, and `dev.adjoint.autodiff.grad.Grad`
/// for the backward pass.
@NullMarked
package dev.adjoint.autodiff.graph;

import org.jspecify.annotations.NullMarked;
