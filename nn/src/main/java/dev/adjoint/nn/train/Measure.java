package dev.adjoint.nn.train;

import dev.adjoint.autodiff.graph.Expr;

/// A scalar that a model gets on a batch: a loss to minimise, or a metric to report.
///
/// @param <M> the model, holding expressions, as `Mlp<Expr>`
@FunctionalInterface
public interface Measure<M> {
  /// The scalar, averaged over the samples of the batch.
  ///
  /// @param model the parameters
  /// @param x the samples, `[m, …]`
  /// @param y their targets, `[m, …]`
  Expr of(M model, Expr x, Expr y);
}
