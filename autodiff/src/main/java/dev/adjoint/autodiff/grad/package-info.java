/// Reverse-mode differentiation as a function from graphs to graphs.
///
/// ```java
/// Gradients g = Grad.grad(loss, w, b);
/// Expr dw = g.of(w);                       // an expression: print it, run it, differentiate it again
/// Expr hv = Grad.grad(dw.times(v).sum(), w).of(w);   // a Hessian-vector product
/// Expr j = Grad.jacobian(y, x).of(x);      // all first derivatives, [y…, x…]
/// Expr h = Grad.hessian(loss, w, b).of(w, b);
/// ```
///
/// [Backward] is the generic pass, one loop that knows no op. A cotangent is what textbooks of
/// backpropagation call δ: the derivative of the loss by a node. It is carried as a value and the
/// places where it may be other than zero, which is what the package `support` is about, so that a
/// branch that was not taken never leaks.
@NullMarked
package dev.adjoint.autodiff.grad;

import org.jspecify.annotations.NullMarked;
