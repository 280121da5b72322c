package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Strides;
import dev.adjoint.autodiff.graph.Lowering.Contraction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A contraction as a batch of matrix products `[m, k]·[k, n]`, with each operand read where it
/// lies if its axes allow, in any order of the contracted axes; else copied into a fitting order.
record Product(int batch, int m, int n, int k, Side left, Side right) {

  /// Matrices of a batch in the memory of an access.
  record Side(Access access, Strides batches, boolean transposed, int stride) {}

  /// The products that a node is; `copy` gives a view memory of its own.
  static Product of(Node node, Contraction contraction, Consumer<Node> copy) {
    Node left = node.operands.get(0);
    Node right = node.operands.get(1);
    List<Integer> leftBatch = contraction.leftBatch();
    List<Integer> rightBatch = contraction.rightBatch();
    List<Integer> leftFree = free(left, leftBatch, contraction.leftContracted());
    List<Integer> rightFree = free(right, rightBatch, contraction.rightContracted());
    int batch = volume(left, leftBatch);
    int m = volume(left, leftFree);
    int n = volume(right, rightFree);
    int k = volume(left, contraction.leftContracted());
    for (List<Integer> order : orders(left, right, contraction)) {
      List<Integer> leftInner = pick(contraction.leftContracted(), order);
      List<Integer> rightInner = pick(contraction.rightContracted(), order);
      Side a = side(left.access, leftBatch, leftFree, leftInner);
      Side b = side(right.access, rightBatch, rightInner, rightFree);
      if (a != null && b != null) {
        return new Product(batch, m, n, k, a, b);
      }
    }
    Side a = side(left.access, leftBatch, leftFree, contraction.leftContracted());
    if (a == null) {
      a = copied(left, leftBatch, leftFree, contraction.leftContracted(), copy);
    }
    Side b = side(right.access, rightBatch, contraction.rightContracted(), rightFree);
    if (b == null) {
      b = copied(right, rightBatch, contraction.rightContracted(), rightFree, copy);
    }
    return new Product(batch, m, n, k, a, b);
  }

  /// Orders of the contracted pairs worth trying: as given, and as they lie in either operand.
  private static List<List<Integer>> orders(Node left, Node right, Contraction contraction) {
    List<Integer> given = IntStream.range(0, contraction.leftContracted().size()).boxed().toList();
    return List.of(
        given,
        byStride(given, left.access, contraction.leftContracted()),
        byStride(given, right.access, contraction.rightContracted()));
  }

  private static List<Integer> byStride(List<Integer> pairs, Access access, List<Integer> axes) {
    return pairs.stream()
        .sorted(Comparator.comparingInt((Integer i) -> -access.strides()[axes.get(i)]))
        .toList();
  }

  private static Side copied(
      Node node,
      List<Integer> batch,
      List<Integer> rows,
      List<Integer> columns,
      Consumer<Node> copy) {
    List<Integer> axes = new ArrayList<>(batch);
    axes.addAll(rows);
    axes.addAll(columns);
    Node dense = node.permuted(axes);
    copy.accept(dense);
    int b = batch.size();
    int r = b + rows.size();
    Side side = side(dense.access, range(0, b), range(b, r), range(r, axes.size()));
    if (side == null) {
      throw new IllegalStateException("a dense operand does not fit a matrix product");
    }
    return side;
  }

  private static @Nullable Side side(
      Access access, List<Integer> batch, List<Integer> rowAxes, List<Integer> columnAxes) {
    Optional<int[]> rows = merged(access, rowAxes);
    Optional<int[]> columns = merged(access, columnAxes);
    if (rows.isEmpty() || columns.isEmpty()) {
      return null;
    }
    int height = rows.get()[0];
    int width = columns.get()[0];
    int down = rows.get()[1];
    int across = columns.get()[1];
    int[] sizes = batch.stream().mapToInt(a -> access.sizes()[a]).toArray();
    int[] strides = batch.stream().mapToInt(a -> access.strides()[a]).toArray();
    Strides batches = Strides.of(sizes, strides);
    if (height == 0 || width == 0) {
      return new Side(access, batches, false, Math.max(1, width));
    }
    if (width <= 1 || across == 1) {
      int stride = height <= 1 ? Math.max(1, width) : down;
      if (stride >= Math.max(1, width)) {
        return new Side(access, batches, false, stride);
      }
    }
    if (height <= 1 || down == 1) {
      int stride = width <= 1 ? Math.max(1, height) : across;
      if (stride >= Math.max(1, height)) {
        return new Side(access, batches, true, stride);
      }
    }
    return null;
  }

  /// Length and stride of some axes walked as one; empty if they cannot be.
  private static Optional<int[]> merged(Access access, List<Integer> axes) {
    int[] sizes = axes.stream().mapToInt(a -> access.sizes()[a]).toArray();
    int[] strides = axes.stream().mapToInt(a -> access.strides()[a]).toArray();
    if (IntStream.of(sizes).anyMatch(s -> s == 0)) {
      return Optional.of(new int[] {0, 1});
    }
    Strides merged = Strides.of(sizes, strides);
    return merged.sizes().length == 1
        ? Optional.of(new int[] {merged.sizes()[0], merged.strides()[0]})
        : Optional.empty();
  }

  private static List<Integer> free(Node node, List<Integer> batch, List<Integer> contracted) {
    return range(0, node.sizes.length).stream()
        .filter(a -> !batch.contains(a) && !contracted.contains(a))
        .toList();
  }

  private static List<Integer> pick(List<Integer> axes, List<Integer> order) {
    return order.stream().map(axes::get).toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private static int volume(Node node, List<Integer> axes) {
    return axes.stream().mapToInt(a -> node.sizes[a]).reduce(1, (a, b) -> a * b);
  }
}
