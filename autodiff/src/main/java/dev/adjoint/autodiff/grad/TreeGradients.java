package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.tree.Tree;
import java.util.Collections;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/// The gradient by the leaves of a tree: an answer for each path, and the tree of them all.
///
/// @param <M> the tree
public final class TreeGradients<M> {
  private final M leaves;
  private final Set<String> frozen;
  private final SequencedMap<String, Gradient> answers;

  TreeGradients(M leaves, Set<String> frozen, SequencedMap<String, Gradient> answers) {
    this.leaves = leaves;
    this.frozen = Set.copyOf(frozen);
    this.answers = Collections.unmodifiableSequencedMap(answers);
  }

  /// Whether there is a gradient at each path, and if not, why; a frozen leaf is disconnected.
  public SequencedMap<String, Gradient> answers() {
    return answers;
  }

  /// The tree with the gradient at each leaf, zeros at frozen ones. Throws [GradientException],
  /// naming the path, if a leaf that is not frozen has none.
  public M tree() {
    return Tree.map(
        leaves,
        Expr.class,
        (path, leaf) ->
            switch (Objects.requireNonNull(answers.get(path))) {
              case Gradient.Connected(Expr gradient) -> gradient;
              case Gradient _ when frozen.contains(path) ->
                  Broadcast.broadcast(Constant.scalar(0, leaf.dtype()), leaf.shape());
              case Gradient.Disconnected(String why) -> throw none(path, why);
              case Gradient.NonDifferentiable(String why) -> throw none(path, why);
            });
  }

  private static GradientException none(String path, String why) {
    return new GradientException(
        "[grad] there is no gradient at %s: %s; freeze it, or ask answers() for each path"
            .formatted(path.isEmpty() ? "the root" : path, why));
  }
}
