package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;
import java.util.SequencedMap;

/// The value of a scalar function of a tree, its gradient, and what it gave besides.
///
/// @param value the scalar
/// @param outputs all that the function gave; the scalar itself if that is all
/// @param derivative the gradient by path and as a tree
/// @param <M> the tree that the function is of
/// @param <R> the outputs
public record ValueAndGrad<M, R>(Expr value, R outputs, TreeGradients<M> derivative) {
  /// The tree of gradients, [TreeGradients#tree].
  public M gradients() {
    return derivative.tree();
  }

  /// An answer for each path, [TreeGradients#answers].
  public SequencedMap<String, Gradient> answers() {
    return derivative.answers();
  }
}
