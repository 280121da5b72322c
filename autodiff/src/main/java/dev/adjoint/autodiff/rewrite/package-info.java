/// Small named rules that bring an expression, as a paper writes it, into a form that is accurate
/// at every input: `log(σ(z))` is finite at z = −1000, `1 − σ(z)` is not 0 at z = 40.
///
/// Executors and [dev.adjoint.autodiff.grad.Grad] apply them by themselves, through
/// [dev.adjoint.autodiff.rewrite.Stabilise]; [dev.adjoint.autodiff.op.AsWritten] switches them off
/// for an expression. No rule names a loss: each is an identity between a few ops, listed with its
/// condition in [dev.adjoint.autodiff.rewrite.Stabilise#RULES] (docs/design/0011).
@NullMarked
package dev.adjoint.autodiff.rewrite;

import org.jspecify.annotations.NullMarked;
