/// Differentiation as a function from graphs to graphs, in reverse and in forward mode.
///
/// ```java
/// Gradients g = Grad.grad(loss, w, b);
/// Expr dw = g.of(w);                       // an expression: print it, run it, differentiate it again
/// Tangents t = Grad.jvp(List.of(y), Map.of(x, xDot));
/// Expr yDot = t.of(y);                     // the derivative of y along xDot
/// Expr hv = Grad.hvp(loss, Map.of(w, v)).of(w);   // a Hessian-vector product
/// Expr j = Grad.jacobian(y, x).of(x);      // all first derivatives, [y…, x…]
/// Expr h = Grad.hessian(loss, w, b).of(w, b);
/// ```
///
/// [Backward] is the generic pass, one loop that knows no op. A cotangent is what textbooks of
/// backpropagation call δ: the derivative of the loss by a node. It is carried as a value and the
/// places where it may be other than zero, which is what the package `support` is about, so that a
/// branch that was not taken never leaks.
///
/// `Forward` is the other pass. It reads the same rules in the other direction, so an op has one
/// ([dev.adjoint.autodiff.graph.Op#vjp]) and a second is optional. Modes mix to any order, and the
/// order stands on the nodes ([dev.adjoint.autodiff.graph.Origin]).
///
/// Functions of a model, a tree of expressions, are differentiated at a [Point]:
///
/// ```java
/// record Report(Expr loss, Expr accuracy) {}
///
/// ValueAndGrad<Mlp<Expr>, Report> r =
///     Grad.at(model).freeze("layers[0]").valueAndGrad(m -> report(m, x, y), Report::loss);
/// Mlp<Expr> gradients = r.gradients();     // zeros at frozen leaves
/// Expr accuracy = r.outputs().accuracy();
/// ```
///
/// That there is no derivative is an answer of its own, never a zero: [Gradient], [Tangent], and by
/// path [TreeGradients#answers] and [TreeTangents#answers].
@NullMarked
package dev.adjoint.autodiff.grad;

import org.jspecify.annotations.NullMarked;
