package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.exec.compile.step.Site;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Formula;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.autodiff.tensor.internal.Threefry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The obviously correct evaluation of a graph in any algebra: node by node, element by element, by
/// the definition of each [Lowering]. Read in [Reals] it is the reference interpreter, in [Duals]
/// forward-mode differentiation.
///
/// @param <V> a floating number
/// @param <M> a mask
public final class Reading<V, M> {
  private final Algebra<V, M> algebra;
  private final IntegerLanes<V, M> integers;
  private final int depth;

  /// How often a composite may expand to further composites.
  private static final int DEEPEST = 64;

  /// A reading in an algebra.
  public Reading(Algebra<V, M> algebra) {
    this(algebra, 0);
  }

  private Reading(Algebra<V, M> algebra, int depth) {
    this.algebra = algebra;
    this.integers = new IntegerLanes<>(algebra);
    this.depth = depth;
  }

  /// The values of the outputs, from the values of the inputs below them, or of any nodes that cut
  /// the way to the inputs.
  public List<Elements> evaluate(List<Expr> outputs, Map<? extends Expr, Elements> given) {
    Map<Expr, Elements> values = new HashMap<>(given);
    for (Expr node : Graph.topological(outputs, given.keySet())) {
      if (!values.containsKey(node)) {
        values.put(
            node,
            switch (node) {
              case Input input ->
                  throw new BindingException("[run] input %s is not bound".formatted(input));
              case Constant constant -> lift(Reals.elements(constant.value()));
              case Apply apply -> {
                List<Elements> operands = apply.operands().stream().map(values::get).toList();
                new Site(apply).checkSize();
                yield new Site(apply).guarded(() -> apply(apply, operands));
              }
            });
      }
    }
    return outputs.stream().map(values::get).toList();
  }

  /// Plain numbers as elements of this algebra.
  public Elements lift(Elements reals) {
    DType dtype = reals.type().dtype();
    Object[] data = new Object[reals.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] =
          switch (dtype) {
            case FLOAT32, FLOAT64 -> algebra.lanes(dtype).literal((Double) reals.data()[i]);
            case BOOL -> algebra.lanes(DType.FLOAT64).mask((Boolean) reals.data()[i]);
            case INT64 -> reals.data()[i];
          };
    }
    return new Elements(reals.type(), data);
  }

  /// The value of one node from those of its operands.
  Elements apply(Apply node, List<Elements> operands) {
    TensorType type = node.type();
    return switch (node.lowering()) {
      case Lowering.Elementwise(Formula formula) -> elementwise(formula, operands, type);
      case Lowering.Convert() -> convert(operands.getFirst(), type);
      case Lowering.Generate generate -> generate(generate, operands, type);
      case Lowering.View view -> view(view, operands.getFirst(), type);
      case Lowering.Reduction reduction ->
          new Folding<>(lanes(operands.getFirst().type().dtype()), integers)
              .reduce(reduction, operands.getFirst(), type);
      case Lowering.Scan(int axis, boolean reverse) ->
          new Folding<>(lanes(type.dtype()), integers).scan(axis, reverse, operands.getFirst());
      case Lowering.Recurrence(int axis, boolean reverse) ->
          new Folding<>(lanes(type.dtype()), integers)
              .recur(axis, reverse, operands.get(0), operands.get(1));
      case Lowering.Order order ->
          new Ordering<>(lanes(operands.getFirst().type().dtype()), integers)
              .order(order, operands.getFirst(), type);
      case Lowering.Contraction contraction ->
          new Folding<>(lanes(type.dtype()), integers)
              .contract(contraction, operands.get(0), operands.get(1), type);
      case Lowering.Triangular.Cholesky() ->
          new Elimination<>(lanes(type.dtype())).cholesky(operands.getFirst());
      case Lowering.Triangular.Solve(TriangularForm form) ->
          new Elimination<>(lanes(type.dtype()))
              .solve(form, operands.get(0), operands.get(1), type);
      case Lowering.Gather(int batch) -> Indexing.gather(node, batch, operands);
      case Lowering.Scatter.Add(int batch) -> scatterAdd(node, batch, operands);
      case Lowering.Scatter.Place(var starts, var steps) -> {
        Object[] data = filled(type);
        int[] base = Strides.of(type.shape()).steps();
        for (int k = 0; k < operands.size(); k++) {
          Elements operand = operands.get(k);
          int[] sizes = operand.type().shape().sizes();
          int[] to = Strides.placed(base, starts.get(k), steps).positions(sizes);
          for (int i = 0; i < to.length; i++) {
            data[to[i]] = operand.data()[i];
          }
        }
        yield new Elements(type, data);
      }
      case Lowering.Barrier() -> operands.getFirst();
      case Lowering.Composite(var expansion) -> {
        Map<Expr, Elements> given = new HashMap<>();
        for (int i = 0; i < operands.size(); i++) {
          given.put(node.operands().get(i), operands.get(i));
        }
        if (depth == DEEPEST) {
          throw new Site(node).endless();
        }
        yield new Reading<>(algebra, depth + 1)
            .evaluate(List.of(new Site(node).expanded(expansion)), given)
            .getFirst();
      }
      case Lowering.Opaque opaque -> {
        Elements result = algebra.opaque(opaque, operands);
        yield new Site(node).evaluated(result, result.type());
      }
    };
  }

  /// The arithmetic of a numeric dtype; values are a `V`, or a Long for INT64.
  @SuppressWarnings("unchecked")
  private Lanes<Object, M> lanes(DType dtype) {
    return (Lanes<Object, M>)
        switch (dtype) {
          case FLOAT32, FLOAT64 -> algebra.lanes(dtype);
          case INT64 -> integers;
          case BOOL -> algebra.lanes(DType.FLOAT64);
        };
  }

  @SuppressWarnings("unchecked")
  private Elements elementwise(Formula formula, List<Elements> operands, TensorType type) {
    DType dtype = type.dtype();
    for (Elements operand : operands) {
      if (operand.type().dtype() != DType.BOOL) {
        dtype = operand.type().dtype();
      }
    }
    Lanes<Object, M> k = lanes(dtype);
    Object[] data = new Object[(int) type.shape().size()];
    for (int i = 0; i < data.length; i++) {
      List<Lane<Object, M>> lane = new ArrayList<>(operands.size());
      for (Elements operand : operands) {
        Object element = operand.data()[i];
        lane.add(
            operand.type().dtype() == DType.BOOL
                ? new Lane.Mask<>((M) element)
                : new Lane.Value<>(element));
      }
      data[i] =
          switch (formula.apply(k, lane)) {
            case Lane.Value<Object, M>(Object v) -> v;
            case Lane.Mask<Object, M>(M m) -> m;
          };
    }
    return new Elements(type, data);
  }

  @SuppressWarnings("unchecked")
  private Elements convert(Elements x, TensorType type) {
    Object[] data = new Object[x.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] = convert(x.data()[i], x.type().dtype(), type.dtype());
    }
    return new Elements(type, data);
  }

  @SuppressWarnings("unchecked")
  private Object convert(Object x, DType from, DType to) {
    Lanes<Object, M> k = lanes(from);
    return switch (to) {
      case FLOAT32, FLOAT64 ->
          switch (from) {
            case FLOAT32, FLOAT64 -> algebra.convert((V) x, to);
            case INT64 -> algebra.lanes(to).literal((Long) x, 1);
            case BOOL -> {
              Lanes<V, M> target = algebra.lanes(to);
              yield target.select((M) x, target.literal(1), target.literal(0));
            }
          };
      case INT64 ->
          switch (from) {
            case FLOAT32, FLOAT64 -> algebra.truncate((V) x);
            case INT64 -> x;
            case BOOL -> integers.select((M) x, 1L, 0L);
          };
      case BOOL -> from == DType.BOOL ? x : k.notEqual(x, k.literal(0));
    };
  }

  private Elements generate(Lowering.Generate generate, List<Elements> operands, TensorType type) {
    Object[] data = new Object[(int) type.shape().size()];
    switch (generate) {
      case Lowering.Generate.Count(var dim) ->
          Arrays.fill(data, lanes(type.dtype()).literal(dim.size(), 1));
      case Lowering.Generate.Iota(int axis) -> {
        int[] steps = new int[type.rank()];
        steps[axis] = 1;
        int[] index = new Strides(0, steps).positions(type.shape().sizes());
        for (int i = 0; i < data.length; i++) {
          data[i] = (long) index[i];
        }
      }
      case Lowering.Generate.Uniform() -> {
        Object[] key = operands.getFirst().data();
        for (int i = 0; i < data.length; i++) {
          long bits = Threefry.first((Long) key[0], (Long) key[1], i, 0);
          double unit =
              type.dtype() == DType.FLOAT32 ? (bits >>> 40) * 0x1p-24 : Threefry.unit(bits);
          data[i] = lanes(type.dtype()).literal(unit);
        }
      }
      case Lowering.Generate.Split(long salt) -> {
        Object[] key = operands.getFirst().data();
        data[0] = Threefry.first((Long) key[0], (Long) key[1], salt, 1);
        data[1] = Threefry.second((Long) key[0], (Long) key[1], salt, 1);
      }
    }
    return new Elements(type, data);
  }

  private static Elements view(Lowering.View view, Elements x, TensorType type) {
    int[] from = Strides.of(view, x.type().shape(), type.shape()).positions(type.shape().sizes());
    Object[] data = new Object[from.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = x.data()[from[i]];
    }
    return new Elements(type, data);
  }

  @SuppressWarnings("unchecked")
  private Elements scatterAdd(Apply node, int batch, List<Elements> operands) {
    Elements updates = operands.get(0);
    Object[] data = filled(node.type());
    int[] to = Indexing.targets(node, batch, operands);
    Lanes<Object, M> k = lanes(node.dtype());
    for (int i = 0; i < to.length; i++) {
      Object update = updates.data()[i];
      data[to[i]] =
          node.dtype() == DType.BOOL
              ? k.or((M) data[to[i]], (M) update)
              : k.add(data[to[i]], update);
    }
    return new Elements(node.type(), data);
  }

  private Object[] filled(TensorType type) {
    Object[] data = new Object[(int) type.shape().size()];
    Lanes<Object, M> k = lanes(type.dtype());
    Arrays.fill(data, type.dtype() == DType.BOOL ? k.mask(false) : k.literal(0));
    return data;
  }
}
