package dev.adjoint.autodiff.tree;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A model as a tree: a record whose components are leaves, lists, or such records again.
///
/// Leaves are tensors and expressions, or the values of a class that the caller names. Whatever
/// else a record or list holds (numbers, enums, strings, functions) is static data: it has no path
/// and is carried through unchanged. A leaf hidden in a map, an array, an Optional or another
/// collection would silently escape, so it is refused.
///
/// The path of a leaf is made of component names and list positions: `layers[0].weight`. Leaves
/// come in the order of components and positions; a tree that is a leaf itself has the path `""`.
///
/// Records that are to hold tensors at one time and expressions at another are generic, `record
/// Dense<T>(T weight, T bias)`. Java cannot write the type of such a change, so the results of
/// [#map] and [#zip] are what the caller says they are, unchecked.
///
/// Components are read, and records rebuilt, by reflection: in a named module the package of a
/// record must be exported, with a public record, or opened to `dev.adjoint.autodiff`.
// Only the caller knows the type of a generic record of other leaves.
@SuppressWarnings("TypeParameterUnusedInFormals")
public final class Tree {
  private Tree() {}

  /// The tensors and expressions of a tree by path.
  public static SequencedMap<String, Object> leaves(Object tree) {
    return collect(tree, Tree::isDefaultLeaf, Object.class);
  }

  /// The leaves of one class by path. Throws [TreeException] for a null component.
  public static <L> SequencedMap<String, L> leaves(Object tree, Class<L> leaf) {
    return collect(tree, leaf::isInstance, leaf);
  }

  private static <L> SequencedMap<String, L> collect(Object tree, IsLeaf isLeaf, Class<L> type) {
    SequencedMap<String, L> leaves = new LinkedHashMap<>();
    new Walk(
            isLeaf,
            (path, values) -> {
              leaves.put(path, type.cast(values.getFirst()));
              return values.getFirst();
            })
        .visit("", List.of(tree));
    return leaves;
  }

  /// The tree with other leaves: each tensor and expression replaced by what `f` gives for it.
  public static <R> R map(Object tree, Function<Object, ?> f) {
    return Tree.<R>rebuild(Tree::isDefaultLeaf, (_, x) -> f.apply(x.getFirst()), tree);
  }

  /// The tree with each leaf of one class replaced by what `f` gives for it.
  public static <L, R> R map(Object tree, Class<L> leaf, Function<? super L, ?> f) {
    return Tree.<R>rebuild(leaf::isInstance, (_, x) -> f.apply(leaf.cast(x.getFirst())), tree);
  }

  /// The tree with each leaf of one class replaced by what `f` gives for its path and it.
  public static <L, R> R map(Object tree, Class<L> leaf, BiFunction<String, ? super L, ?> f) {
    return Tree.<R>rebuild(
        leaf::isInstance, (path, x) -> f.apply(path, leaf.cast(x.getFirst())), tree);
  }

  /// The tree of what `f` gives for the leaves at equal paths of two trees of equal structure;
  /// static data are the first tree's. Throws [TreeException] at the first path where the
  /// structures differ.
  public static <L, R> R zip(
      Object a, Object b, Class<L> leaf, BiFunction<? super L, ? super L, ?> f) {
    return Tree.<R>rebuild(
        leaf::isInstance, (_, x) -> f.apply(leaf.cast(x.get(0)), leaf.cast(x.get(1))), a, b);
  }

  /// The tree of what `f` gives for the tensors and expressions at equal paths of two trees.
  public static <R> R zip(Object a, Object b, BiFunction<Object, Object, ?> f) {
    return Tree.<R>rebuild(Tree::isDefaultLeaf, (_, x) -> f.apply(x.get(0), x.get(1)), a, b);
  }

  @SuppressWarnings("unchecked") // as the class says
  private static <R> R rebuild(
      IsLeaf isLeaf, BiFunction<String, List<Object>, Object> f, Object... trees) {
    return (R) new Walk(isLeaf, f).visit("", new ArrayList<>(List.of(trees)));
  }

  private static boolean isDefaultLeaf(Object value) {
    return value instanceof Tensor || value instanceof Expr;
  }

  /// Whether a value is a leaf.
  @FunctionalInterface
  interface IsLeaf {
    boolean test(Object value);
  }
}
