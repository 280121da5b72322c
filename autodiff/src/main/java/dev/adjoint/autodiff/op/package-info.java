/// The operations, one file each: a record that implements [dev.adjoint.autodiff.graph.Op], and the
/// static factory that users import.
///
/// ```java
/// import static dev.adjoint.autodiff.op.Softplus.softplus;
/// import static dev.adjoint.autodiff.op.Where.where;
///
/// Expr loss = softplus(z).minus(y.times(z)).mean();
/// ```
///
/// Start with [Sigmoid] (elementwise), [MatMul] (a contraction), [LogSumExp] (a composite),
/// [LinearRecurrence] (closed under differentiation) and [Where] (which restricts where a gradient
/// flows). [CustomVjp] gives a function of expressions a derivative of your own.
///
/// Gaussian likelihoods are written with [Cholesky], [TriangularSolve] and [LogDeterminantSpd]:
///
/// ```java
/// Expr z = triangularSolve(cholesky(sigma), x.minus(mu).transpose()); // rows x, whitened
/// Expr logLik = z.square().sum(0).plus(logDeterminantSpd(sigma)).plus(d * LN_2PI).times(-0.5);
/// ```
///
/// What the derivative is at points that have none:
///
/// | Function | Where | Derivative |
/// | --- | --- | --- |
/// | [Relu] | x = 0 | 0 |
/// | [Abs] | x = 0 | 0 |
/// | [LeakyRelu], [Elu] | x = 0 | that of the left side: slope, α |
/// | [Clamp] | x = low, x = high | 1 |
/// | [Step], [Sign], [Rounding] | the jumps, as elsewhere | 0, a zero gradient that is connected |
/// | [Maximum], [Extremum], [Sort] and its top k | ties | shared equally |
/// | [Norm], [StandardDeviation] | all zero, all equal | 0 |
/// | [Hypot], [Atan2] | the origin | 0 |
/// | [XLogY] | x = 0 and the logarithm not finite | 0 to both operands |
/// | [Pow] | x = 0, n ≥ 0, with respect to n | 0 |
/// | [Cholesky], [LogDeterminantSpd] | not positive definite | NaN, as their value |
/// | [LogAddExp], [LogSumExp] | all operands −∞ | 0 |
@NullMarked
package dev.adjoint.autodiff.op;

import org.jspecify.annotations.NullMarked;
