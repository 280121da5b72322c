package dev.adjoint.autodiff.batch;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Any;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Argsort;
import dev.adjoint.autodiff.op.Axes;
import dev.adjoint.autodiff.op.Barrier;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Cholesky;
import dev.adjoint.autodiff.op.Concat;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Einsum;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.LinearRecurrence;
import dev.adjoint.autodiff.op.MatMul;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.Permute;
import dev.adjoint.autodiff.op.Prod;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Sort;
import dev.adjoint.autodiff.op.SplitKey;
import dev.adjoint.autodiff.op.Sum;
import dev.adjoint.autodiff.op.TriangularSolve;
import dev.adjoint.autodiff.op.Uniform;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;

/// What a lowering computes for a batch of samples, written in the plain op of each lowering.
///
/// @param axis the axis of the samples, which leads the result
/// @param type of the result of one sample
/// @param operands of which at least one is mapped
record Structure(Dim axis, TensorType type, List<Operand> operands) {
  /// The ops of which all there is to know is their lowering, and which are written here.
  private static final Set<Class<? extends Op>> PLAIN =
      Set.of(
          Any.class,
          ArgExtremum.class,
          Argsort.class,
          Barrier.class,
          Broadcast.class,
          Cholesky.class,
          Concat.class,
          CumulativeSum.class,
          Einsum.class,
          Extremum.class,
          Flip.class,
          Gather.class,
          LinearRecurrence.class,
          MatMul.class,
          Pad.class,
          Permute.class,
          Prod.class,
          Reshape.class,
          ScatterAdd.class,
          Slice.class,
          Sort.class,
          Sum.class,
          TriangularSolve.class);

  private static final Dim ZERO = Dim.of(0);

  /// Whether an op is the plain one of its lowering, so that its batch has no other derivative than
  /// that of what is written here.
  static boolean isPlain(Op op) {
    return PLAIN.contains(op.getClass());
  }

  Expr of(Lowering lowering) {
    return switch (lowering) {
      case Lowering.View view -> view(view);
      case Lowering.Reduction(var kind, var axes) -> reduction(kind, Axes.shifted(axes)).of(x());
      case Lowering.Scan(int a, boolean reverse) -> new CumulativeSum(a + 1, reverse).of(x());
      case Lowering.Recurrence(int a, boolean reverse) ->
          new LinearRecurrence(a + 1, reverse).of(repeated(0), repeated(1));
      case Lowering.Order.Values(int a, boolean descending) -> new Sort(a + 1, descending).of(x());
      case Lowering.Order.Indices(int a, boolean descending) ->
          new Argsort(a + 1, descending).of(x());
      case Lowering.Contraction contraction -> contraction(contraction);
      case Lowering.Triangular.Cholesky() -> new Cholesky().of(x());
      case Lowering.Triangular.Solve(var form) -> solve(new TriangularSolve(form));
      case Lowering.Gather(int batch) -> gather(batch);
      case Lowering.Scatter.Add(int batch) ->
          new ScatterAdd(batch + 1, type.shape().dim(batch)).of(repeated(0), repeated(1));
      case Lowering.Scatter.Place(var starts, var steps) -> place(starts, steps);
      case Lowering.Barrier() ->
          Barrier.barrier(x(), operands.stream().skip(1).map(Operand::value).toList());
      case Lowering.Composite(var expansion) -> expanded(expansion);
      case Lowering.Generate.Uniform() -> each(new Uniform(type));
      case Lowering.Generate.Split(long salt) -> each(new SplitKey(salt));
      case Lowering.Generate _, Lowering.Elementwise _, Lowering.Convert _, Lowering.Opaque _ ->
          throw new IllegalArgumentException("has no axes of its own: " + lowering);
    };
  }

  private Expr repeated(int i) {
    return operands.get(i).repeated(axis);
  }

  private Expr x() {
    return repeated(0);
  }

  private Shape result() {
    return type.shape().insert(0, axis);
  }

  private static List<Integer> behind(List<Integer> axes) {
    return axes.stream().map(a -> a + 1).toList();
  }

  private static <T> List<T> led(T first, List<T> rest) {
    List<T> all = new ArrayList<>();
    all.add(first);
    all.addAll(rest);
    return all;
  }

  private Expr view(Lowering.View view) {
    return switch (view) {
      case Lowering.View.Permute(var axes) -> new Permute(led(0, behind(axes))).of(x());
      case Lowering.View.Expand() -> {
        Shape aligned = x().shape();
        while (aligned.rank() <= type.rank()) {
          aligned = aligned.insert(1, Dim.of(1));
        }
        yield Broadcast.broadcast(Reshape.reshape(x(), aligned), result());
      }
      case Lowering.View.Reshape() -> new Reshape(result()).of(x());
      case Lowering.View.Slice(var starts, var steps) ->
          new Slice(led(ZERO, starts), result().dims(), led(1, steps)).of(x());
      case Lowering.View.Flip(var axes) -> new Flip(Axes.shifted(axes)).of(x());
    };
  }

  private static Op reduction(Lowering.Reduction.Kind kind, SortedSet<Integer> axes) {
    return switch (kind) {
      case SUM -> new Sum(axes);
      case PROD -> new Prod(axes);
      case MAX -> new Extremum(false, axes);
      case MIN -> new Extremum(true, axes);
      case ANY -> new Any(axes);
      case ARGMAX -> new ArgExtremum(false, axes.first());
      case ARGMIN -> new ArgExtremum(true, axes.first());
    };
  }

  /// One contraction, with the samples as a batch axis if both operands have them, else as a free
  /// axis of the one that has.
  private Expr contraction(Lowering.Contraction c) {
    Operand left = operands.get(0);
    Operand right = operands.get(1);
    List<Integer> leftBatch = left.isMapped() ? behind(c.leftBatch()) : c.leftBatch();
    List<Integer> rightBatch = right.isMapped() ? behind(c.rightBatch()) : c.rightBatch();
    boolean both = left.isMapped() && right.isMapped();
    Product product =
        new Product(
            left.value().rank(),
            right.value().rank(),
            both ? led(0, leftBatch) : leftBatch,
            both ? led(0, rightBatch) : rightBatch,
            left.isMapped() ? behind(c.leftContracted()) : c.leftContracted(),
            right.isMapped() ? behind(c.rightContracted()) : c.rightContracted());
    Expr y = product.op().of(left.value(), right.value());
    return Permute.move(
        y, both ? 0 : left.isMapped() ? leftBatch.size() : product.leftOfResult(), 0);
  }

  /// The solution of each sample; of shared matrices, one system with the samples as columns.
  private Expr solve(TriangularSolve op) {
    if (operands.get(0).isMapped()) {
      return op.of(repeated(0), repeated(1));
    }
    Expr c = operands.get(1).value();
    int row = c.rank() - 2;
    Expr beside = Permute.move(c, 0, row);
    Dim columns = axis.times(c.shape().dim(-1));
    Shape flat = beside.shape().without(Set.of(row)).with(-1, columns);
    Expr x = op.of(operands.get(0).value(), Reshape.reshape(beside, flat));
    return Permute.move(Reshape.reshape(x, beside.shape()), row, 0);
  }

  private Expr gather(int batch) {
    Operand x = operands.get(0);
    if (x.isMapped()) {
      return new Gather(batch + 1).of(x.value(), repeated(1));
    }
    Expr indices = Permute.move(operands.get(1).value(), 0, batch);
    return Permute.move(new Gather(batch).of(x.value(), indices), batch, 0);
  }

  private Expr place(List<List<Dim>> starts, List<Integer> steps) {
    Lowering here = new Lowering.Scatter.Place(starts, steps);
    List<TensorType> samples = operands.stream().map(Operand::sample).toList();
    for (int a = 0; a < type.rank() && operands.size() > 1; a++) {
      if (differOnlyAlong(a, samples) && new Concat(a).lowering(samples).equals(here)) {
        return new Concat(a + 1).of(all());
      }
    }
    Expr y = pad(starts.getFirst(), steps).of(x());
    for (int k = 1; k < operands.size(); k++) {
      Op pad = pad(starts.get(k), steps);
      Expr ones = Constant.scalar(1, DType.BOOL);
      Expr inside = pad.of(Broadcast.broadcast(ones, repeated(k).shape()));
      y = Where.where(inside, pad.of(repeated(k)), y);
    }
    return y;
  }

  private boolean differOnlyAlong(int a, List<TensorType> samples) {
    Shape others = type.shape().with(a, ZERO);
    return samples.stream().allMatch(x -> x.shape().with(a, ZERO).sameSizes(others));
  }

  private Op pad(List<Dim> starts, List<Integer> steps) {
    return new Pad(led(ZERO, starts), led(1, steps), result());
  }

  private Expr[] all() {
    return operands.stream().map(x -> x.repeated(axis)).toArray(Expr[]::new);
  }

  private Expr expanded(Function<List<Expr>, Expr> expansion) {
    Map<Expr, Expr> mapped = new HashMap<>();
    List<Expr> one = sample(operands, mapped);
    Expr y = expansion.apply(one);
    Lift lift = new Lift(axis, mapped);
    lift.walk(List.of(y));
    return lift.repeated(y);
  }

  /// Stand-ins for the operands of one sample: shared ones are themselves.
  static List<Expr> sample(List<Operand> operands, Map<Expr, Expr> mapped) {
    List<Expr> one = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Operand x = operands.get(i);
      Expr input = x.isMapped() ? Input.of("operand " + i, x.sample()) : x.value();
      one.add(input);
      if (x.isMapped()) {
        mapped.put(input, x.value());
      }
    }
    return one;
  }

  /// The op on each sample by itself, side by side: what one key draws depends on nothing else.
  private Expr each(Op op) {
    Expr keys = x();
    List<Expr> results = new ArrayList<>();
    for (int i = 0; i < axis.size(); i++) {
      Expr key = Slice.slice(keys, 0, i, i + 1);
      Expr y = op.of(Reshape.reshape(key, operands.getFirst().sample().shape()));
      results.add(Reshape.unsqueeze(y, 0));
    }
    if (results.isEmpty()) {
      return Broadcast.broadcast(Constant.scalar(0, type.dtype()), result());
    }
    return Reshape.reshape(Concat.concat(0, results.toArray(Expr[]::new)), result());
  }
}
