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
/// Start with [Sigmoid] (elementwise), [MatMul] (a contraction), [LogSumExp] (a composite) and
/// [Where] (which restricts where a gradient flows). Choices at points without a derivative:
/// relu'(0) = 0, abs'(0) = 0, norm'(0) = 0 and so of the standard deviation of equal values, ties
/// of max and min share equally.
@NullMarked
package dev.adjoint.autodiff.op;

import org.jspecify.annotations.NullMarked;
