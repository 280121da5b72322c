package dev.adjoint.nn.data;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Samples and their targets: the rows of x and y along the first axis, in pairs. Immutable.
/// - x: `[N, …]`
/// - y: `[N, …]`, such as INT64 class numbers `[N]`
public final class Dataset {
  private final Rows x;
  private final Rows y;

  private Dataset(Rows x, Rows y) {
    if (x.count() != y.count()) {
      throw new ShapeException(
          "[dataset] needs a target for each sample, got %d samples and %d targets"
              .formatted(x.count(), y.count()));
    }
    this.x = x;
    this.y = y;
  }

  /// The data set of equally many samples and targets, which it copies.
  public static Dataset of(Tensor x, Tensor y) {
    return new Dataset(Rows.of("x", x), Rows.of("y", y));
  }

  /// Some samples with their targets.
  public record Minibatch(Tensor x, Tensor y) {}

  /// Two parts of a data set.
  public record Split(Dataset first, Dataset second) {}

  /// The number of samples.
  public int size() {
    return x.count();
  }

  /// All samples, as a new tensor.
  public Tensor x() {
    return x.take(IntStream.range(0, size()).toArray());
  }

  /// All targets, as a new tensor.
  public Tensor y() {
    return y.take(IntStream.range(0, size()).toArray());
  }

  /// The type of `count` samples, the first axis being that dim: `[m=32, 784]`.
  public TensorType xType(Dim count) {
    return x.type(count);
  }

  /// The type of the targets of `count` samples.
  public TensorType yType(Dim count) {
    return y.type(count);
  }

  /// The samples at these positions, in this order.
  public Minibatch take(int... positions) {
    for (int position : positions) {
      if (position < 0 || position >= size()) {
        throw new ShapeException(
            "[dataset] there is no sample %d among %d".formatted(position, size()));
      }
    }
    return new Minibatch(x.take(positions), y.take(positions));
  }

  /// The first `count` samples after a shuffle, and the others. Equal seeds give equal splits.
  public Split split(int count, long seed) {
    if (count < 0 || count > size()) {
      throw new ShapeException("[split] cannot take %d of %d samples".formatted(count, size()));
    }
    int[] order = Shuffle.order(size(), seed);
    return new Split(
        subset(Arrays.copyOfRange(order, 0, count)),
        subset(Arrays.copyOfRange(order, count, size())));
  }

  /// The samples at these positions, as a data set.
  public Dataset subset(int... positions) {
    Minibatch part = take(positions);
    return of(part.x(), part.y());
  }

  /// All samples in their order, in batches of one size; the last may be smaller. Only the batch at
  /// hand is copied.
  public Stream<Minibatch> batches(int size) {
    return batches(IntStream.range(0, size()).toArray(), size);
  }

  /// All samples in an order drawn from a seed, in batches of one size; the last may be smaller.
  /// Only the batch at hand is copied.
  public Stream<Minibatch> shuffledBatches(int size, long seed) {
    return batches(Shuffle.order(size(), seed), size);
  }

  /// The number of batches of a size.
  public int batchCount(int size) {
    return Math.ceilDiv(size(), positive(size));
  }

  private Stream<Minibatch> batches(int[] order, int size) {
    return IntStream.range(0, batchCount(size))
        .mapToObj(
            i -> {
              int from = i * size;
              return take(Arrays.copyOfRange(order, from, Math.min(from + size, order.length)));
            });
  }

  private static int positive(int size) {
    if (size < 1) {
      throw new AdjointException("[batches] a batch needs at least one sample, got " + size);
    }
    return size;
  }

  /// The data set with each x computed from the old one, as in `mapX(x -> x.dividedBy(255))`. The
  /// expression must keep the first axis.
  public Dataset mapX(UnaryOperator<Expr> f) {
    Tensor old = x();
    Input input = Input.of("x", old.type());
    return of(Program.compile(f.apply(input)).run(Map.of(input, old)).getFirst(), y());
  }

  @Override
  public String toString() {
    Dim count = Dim.of(size());
    return "x: " + xType(count) + ", y: " + yType(count);
  }
}
