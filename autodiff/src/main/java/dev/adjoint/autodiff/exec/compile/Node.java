package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Place;
import dev.adjoint.autodiff.exec.compile.step.Site;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Lowering.View;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An expression while it is being compiled: what stands for it and for all that equal it, and what
/// the passes found out so far.
final class Node {
  /// One of the expressions that it stands for; its origin is the node's.
  final Expr expr;

  final List<Node> operands;

  /// How it is computed; null for inputs and constants.
  final @Nullable Lowering lowering;

  final DType dtype;
  final int[] sizes;

  /// The number of elements.
  final int size;

  /// Where its elements are found: itself, or another node that it is a view of.
  Access access;

  /// Where its operands' elements were found when it was scheduled; they may get memory of their
  /// own later on.
  List<Access> reads = List.of();

  /// For a view that was made dense: where from.
  @Nullable Access copied;

  /// What computes it; null for inputs and constants, and for views that are never made dense.
  @Nullable Draft draft;

  /// The number of the first draft that may read it, if barriers have a say.
  int earliest;

  /// Whether its elements are needed in memory.
  boolean stored;

  /// Whether it needs an array of its own that outlives the run.
  boolean kept;

  /// The number of the last draft that reads its memory.
  int lastUse = -1;

  /// For a contraction: the matrix products that it is.
  @Nullable Product product;

  /// Its place in memory, once planned.
  @Nullable Place place;

  Node(Expr expr, List<Node> operands) {
    this(
        expr,
        operands,
        expr instanceof Apply apply ? apply.lowering() : null,
        expr.shape().sizes());
    if (expr instanceof Apply apply) {
      new Site(apply).checkSize();
    }
  }

  private Node(Expr expr, List<Node> operands, @Nullable Lowering lowering, int[] sizes) {
    this.expr = expr;
    this.operands = operands;
    this.lowering = lowering;
    this.dtype = expr.dtype();
    this.sizes = sizes;
    this.size = (int) expr.shape().size();
    this.access = Access.whole(this);
  }

  /// A node that no expression stands for: this one with its axes in another order.
  Node permuted(List<Integer> axes) {
    View.Permute permute = new View.Permute(axes);
    int[] permuted = axes.stream().mapToInt(a -> sizes[a]).toArray();
    Node node = new Node(expr, List.of(this), permute, permuted);
    node.access = access.through(permute, permuted).orElseThrow();
    return node;
  }

  /// Its place in memory, which must have been planned.
  Place place() {
    return Objects.requireNonNull(place, () -> "no place for " + expr);
  }

  /// The application; a leaf has none.
  Apply apply() {
    return (Apply) expr;
  }

  @Override
  public String toString() {
    return expr.toString();
  }
}
