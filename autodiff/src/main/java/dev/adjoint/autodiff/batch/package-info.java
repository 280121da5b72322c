/// Expressions of one sample, for a batch of samples at once: JAX's `vmap` for expression graphs.
///
/// ```java
/// Expr loss = crossEntropy(w.matmul(x), y);                     // one sample: x [in], y [out]
/// Expr losses = Batch.batch(loss, Map.of(x, xs, y, ys));        // xs [m, in], ys [m, out] → [m]
/// Expr dw = Grad.grad(loss, w).of(w);                           // of one sample
/// Expr each = Batch.batch(dw, Map.of(x, xs, y, ys));            // of each: [m, out, in]
/// Expr rows = Batch.map(row -> Softmax.softmax(row, 0), xs);    // a function, for each row
/// ```
///
/// [Batch] is the transform. `Lift` walks a graph and gives each node that depends on a mapped one
/// the samples as a leading axis. An elementwise op stays itself. `Structure` says what the
/// lowering of every other kind is with that axis, in the plain op of its kind, so that a matrix
/// product stays one matrix product. An op that means more than its lowering, one with a derivative
/// of its own or a composite, is applied to each sample by `Batched`, whose derivative is the batch
/// of the op's own; so an op of any package can be batched, and nothing is written for it
/// (docs/design/0013).
@NullMarked
package dev.adjoint.autodiff.batch;

import org.jspecify.annotations.NullMarked;
