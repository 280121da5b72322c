package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Argument;
import dev.adjoint.autodiff.tree.Paths;
import dev.adjoint.autodiff.tree.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/// A tree of expressions, such as the parameters of a model, at which functions of it are
/// differentiated.
///
/// ```java
/// ValueAndGrad<Mlp<Expr>, Report> r =
///     Grad.at(model).freeze("layers[0]").valueAndGrad(m -> report(m, x, y), Report::loss);
/// r.value();                      // the loss
/// r.gradients();                  // a Mlp<Expr>
/// r.outputs().accuracy();         // what the function gave besides
/// ```
///
/// Derivatives are by the argument of the function only. What the function reads of the same
/// expressions in another way, as an inner function reads the variable of an outer one, is
/// constant; so derivatives nest without confusion. A leaf that the tree holds twice has a partial
/// derivative at each of its paths.
///
/// Frozen leaves are constants. They keep their place, with zeros for gradients.
///
/// @param <M> the tree; the type of its leaves is [Expr], since a function is given others
public final class Point<M> {
  private final M tree;
  private final Set<String> frozen;

  private Point(M tree, Set<String> frozen) {
    this.tree = tree;
    this.frozen = frozen;
  }

  static <M> Point<M> of(M tree) {
    if (Tree.leaves(tree, Expr.class).isEmpty()) {
      throw new GradientException(
          "[grad] a %s holds no expressions: make its tensors inputs by Tree.map"
              .formatted(tree.getClass().getSimpleName()));
    }
    return new Point<>(tree, Set.of());
  }

  /// The same point with more leaves frozen: those that the patterns of [Paths] name.
  public Point<M> freeze(String... patterns) {
    Set<String> all = new HashSet<>(frozen);
    all.addAll(Paths.of(patterns).in(Tree.leaves(tree, Expr.class).keySet()));
    return new Point<>(tree, all);
  }

  /// The gradient of a scalar that is computed from the leaves themselves.
  public TreeGradients<M> grad(Expr loss) {
    SequencedMap<String, Expr> leaves = new LinkedHashMap<>(Tree.leaves(tree, Expr.class));
    leaves.keySet().removeAll(frozen);
    return gradients(Grad.grad(loss, List.copyOf(leaves.values())), leaves);
  }

  /// The value of a scalar function and its gradient.
  public ValueAndGrad<M, Expr> valueAndGrad(Function<? super M, ? extends Expr> loss) {
    return valueAndGrad(loss, value -> value);
  }

  /// The value and the gradient of a function that gives more than its value, as a record of
  /// outputs of which one is the loss.
  public <R> ValueAndGrad<M, R> valueAndGrad(
      Function<? super M, ? extends R> function, Function<? super R, ? extends Expr> loss) {
    Call<R> call = call(function);
    Expr value = Objects.requireNonNull(loss.apply(call.result), "the function gave no loss");
    return new ValueAndGrad<>(
        value, call.result, gradients(Grad.grad(value, call.all()), call.arguments));
  }

  /// The vector-Jacobian product of a function whose result is a tree, with a seed for each leaf of
  /// it that is floating.
  public <R> TreeGradients<M> vjp(Function<? super M, ? extends R> function, R seeds) {
    Call<R> call = call(function);
    Map<String, Expr> parts = matched("vjp", call.result, seeds);
    List<Expr> outputs = new ArrayList<>();
    List<Expr> given = new ArrayList<>();
    Tree.leaves(call.result, Expr.class)
        .forEach(
            (path, output) -> {
              if (output.dtype().isFloating()) {
                outputs.add(output);
                given.add(Objects.requireNonNull(parts.get(path)));
              }
            });
    return gradients(Grad.vjp(outputs, given, call.all()), call.arguments);
  }

  /// The Jacobian-vector product of a function whose result is a tree, along a direction: a tree
  /// with a tangent for each leaf. Those at frozen leaves do not count.
  public <R> TreeTangents<R> jvp(Function<? super M, ? extends R> function, M tangents) {
    Call<R> call = call(function);
    Map<String, Expr> outputs = Tree.leaves(call.result, Expr.class);
    return new TreeTangents<>(
        call.result,
        Grad.jvp(List.copyOf(outputs.values()), call.direction(matched("jvp", tree, tangents))));
  }

  /// The product of the Hessian of a scalar function with a vector: a tree with a part for each
  /// leaf. Those at frozen leaves do not count.
  public TreeGradients<M> hvp(Function<? super M, ? extends Expr> loss, M v) {
    Call<Expr> call = call(loss);
    return gradients(
        Grad.hvp(call.result, call.direction(matched("hvp", tree, v))), call.arguments);
  }

  /// A function applied to nodes of its own, by path.
  private record Call<R>(R result, SequencedMap<String, Expr> arguments) {
    List<Expr> all() {
      return List.copyOf(arguments.values());
    }

    Map<Expr, Expr> direction(Map<String, Expr> parts) {
      Map<Expr, Expr> direction = new LinkedHashMap<>();
      arguments.forEach(
          (path, x) -> {
            if (x.dtype().isFloating()) {
              direction.put(x, Objects.requireNonNull(parts.get(path)));
            }
          });
      return direction;
    }
  }

  private <R> Call<R> call(Function<? super M, ? extends R> function) {
    SequencedMap<String, Expr> arguments = new LinkedHashMap<>();
    M given =
        Tree.map(
            tree,
            Expr.class,
            (path, leaf) -> {
              if (frozen.contains(path)) {
                return leaf;
              }
              Expr argument = Argument.argument(leaf);
              arguments.put(path, argument);
              return argument;
            });
    return new Call<>(
        Objects.requireNonNull(function.apply(given), "the function gave nothing"), arguments);
  }

  private TreeGradients<M> gradients(Gradients all, SequencedMap<String, Expr> arguments) {
    SequencedMap<String, Gradient> answers = new LinkedHashMap<>();
    for (String path : Tree.leaves(tree, Expr.class).keySet()) {
      Expr argument = arguments.get(path);
      answers.put(
          path,
          argument == null ? new Gradient.Disconnected("it is frozen") : all.answer(argument));
    }
    return new TreeGradients<>(tree, frozen, answers);
  }

  /// The leaves of a tree that has the structure and the types of another, by path.
  private static Map<String, Expr> matched(String what, Object tree, Object parts) {
    Tree.zip(tree, parts, Expr.class, (leaf, _) -> leaf);
    Map<String, Expr> matched = Tree.leaves(parts, Expr.class);
    Tree.leaves(tree, Expr.class)
        .forEach(
            (path, leaf) -> {
              Expr part = Objects.requireNonNull(matched.get(path));
              if (leaf.dtype().isFloating() && !Grad.fits(part, leaf)) {
                throw new GradientException(
                    "[%s] at %s is given %s, but there is %s"
                        .formatted(what, path.isEmpty() ? "the root" : path, part, leaf));
              }
            });
    return matched;
  }
}
