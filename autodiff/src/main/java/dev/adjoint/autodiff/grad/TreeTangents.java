package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tree.Tree;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The result of a function that is a tree, and its tangent.
///
/// @param <R> the tree
public final class TreeTangents<R> {
  private final R outputs;
  private final Tangents tangents;

  TreeTangents(R outputs, Tangents tangents) {
    this.outputs = outputs;
    this.tangents = tangents;
  }

  /// What the function gave.
  public R outputs() {
    return outputs;
  }

  /// Whether there is a tangent at each path, and if not, why.
  public SequencedMap<String, Tangent> answers() {
    SequencedMap<String, Tangent> answers = new LinkedHashMap<>();
    Tree.leaves(outputs, Expr.class)
        .forEach((path, output) -> answers.put(path, tangents.answer(output)));
    return answers;
  }

  /// The tree with the tangent at each leaf. Throws [GradientException], naming the path, if a leaf
  /// has none.
  public R tree() {
    return Tree.map(
        outputs,
        Expr.class,
        (path, output) ->
            switch (tangents.answer(output)) {
              case Tangent.Connected(Expr tangent) -> tangent;
              case Tangent.Disconnected(String why) -> throw none(path, why);
              case Tangent.NonDifferentiable(String why) -> throw none(path, why);
            });
  }

  private static GradientException none(String path, String why) {
    return new GradientException(
        "[jvp] there is no tangent at %s: %s; ask answers() for each path"
            .formatted(path.isEmpty() ? "the root" : path, why));
  }
}
