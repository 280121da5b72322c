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
/// What the derivative is at points that have none each op says by
/// [dev.adjoint.autodiff.graph.Op#kinks]; `docs/numerics.md` has them in one table.
@NullMarked
package dev.adjoint.autodiff.op;

import org.jspecify.annotations.NullMarked;
