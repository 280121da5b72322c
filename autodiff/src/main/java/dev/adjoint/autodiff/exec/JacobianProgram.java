package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.grad.Jacobian;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.autodiff.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A Jacobian whose rows are computed some at a time, by one program: for outputs so large that the
/// cotangents of all rows at once would not fit into memory. The result has the same elements,
/// however many rows a part has, up to the rounding of sums.
///
/// ```java
/// Tensor j = JacobianProgram.of(output, x).run(bindings);    // shape [output…, x…]
/// ```
public final class JacobianProgram {
  /// Elements that the intermediate values of one part may have: half a gigabyte of doubles.
  private static final long ELEMENTS = 1L << 26;

  private static final String ROWS = "_jacobianRows"; // no name a user would take

  private final Expr output;
  private final Expr x;
  private final Input seeds;
  private final List<Input> inputs;
  private final Program program;
  private final Expr product;

  private JacobianProgram(Expr output, Expr x) {
    this.output = output;
    this.x = x;
    this.inputs = Graph.inputs(List.of(output));
    Shape part = output.shape().insert(0, Dim.of(ROWS, 1));
    this.seeds = Input.of("seeds", new TensorType(output.dtype(), part));
    Gradients products = Jacobian.of(output, List.of(x)).rows(seeds);
    this.product = products.of(x);
    this.program = Program.compile(product);
  }

  /// The elements of all nodes that have the axis of rows: no less than memory is needed for.
  private long elements(Map<String, Integer> sizes) {
    long sum = 0;
    for (Expr node : Graph.topological(List.of(product))) {
      sum += node.shape().names().contains(ROWS) ? node.shape().at(sizes).size() : 0;
    }
    return sum;
  }

  /// The Jacobian of an output with respect to an expression. Throws
  /// [dev.adjoint.autodiff.grad.GradientException] if there is none.
  public static JacobianProgram of(Expr output, Expr x) {
    return new JacobianProgram(output, x);
  }

  /// The Jacobian under bindings of the inputs, as many rows at a time as fit a fixed amount of
  /// memory.
  public Tensor run(Map<? extends Expr, Tensor> bindings) {
    long elements = elements(Bindings.of(inputs, bindings).sizes());
    return run(bindings, (int) Math.max(1, ELEMENTS / Math.max(1, elements)));
  }

  /// The Jacobian under bindings of the inputs, so many rows at a time.
  public Tensor run(Map<? extends Expr, Tensor> bindings, int rowsAtOnce) {
    if (rowsAtOnce < 1) {
      throw new BindingException("[jacobian] needs at least one row at a time, got " + rowsAtOnce);
    }
    Bindings checked = Bindings.of(inputs, bindings);
    Map<Expr, Tensor> read = new HashMap<>(bindings);
    read.keySet().removeIf(input -> !program.inputs().contains(input));
    Shape from = output.shape().at(checked.sizes());
    Shape to = x.shape().at(checked.sizes());
    List<Dim> dims = new ArrayList<>(from.dims());
    dims.addAll(to.dims());
    TensorType type = new TensorType(output.dtype(), Shape.of(dims));
    if (type.shape().size() > Integer.MAX_VALUE - 8) {
      throw new BindingException("[jacobian] %s is more than a tensor can hold".formatted(type));
    }
    Tensor result = Tensor.zeros(type);
    Object all = TensorAccess.array(result); // fresh, so ours to fill
    int n = (int) from.size();
    int width = (int) to.size();
    for (int start = 0; start < n; start += rowsAtOnce) {
      int count = Math.min(rowsAtOnce, n - start);
      read.put(seeds, oneHot(from, start, count));
      Tensor part = program.run(read).getFirst();
      System.arraycopy(TensorAccess.array(part), 0, all, start * width, count * width);
    }
    return result;
  }

  /// Seeds of the rows from a start on.
  private Tensor oneHot(Shape shape, int start, int count) {
    Tensor seed = Tensor.zeros(new TensorType(output.dtype(), shape.insert(0, Dim.of(count))));
    Object elements = TensorAccess.array(seed); // fresh, so ours to fill
    for (int i = 0; i < count; i++) {
      int at = i * (int) shape.size() + start + i;
      switch (elements) {
        case float[] floats -> floats[at] = 1;
        case double[] doubles -> doubles[at] = 1;
        default -> throw new IllegalStateException("a Jacobian is floating");
      }
    }
    return seed;
  }
}
