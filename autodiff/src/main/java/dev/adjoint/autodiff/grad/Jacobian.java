package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.batch.Batch;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Iota;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// All first derivatives of an output of any shape, `J[o…, x…] = ∂output[o…]/∂x[x…]`.
///
/// A row, that is, the derivative of one element of the output, is the vector-Jacobian product for
/// a seed that is 1 there and 0 elsewhere. [#rows] gives the rows for any seeds by a batch of one
/// such product ([Batch]), so what does not depend on the seed is computed once; [#all] for all of
/// them. All rows take memory for every intermediate cotangent, once for each element of the
/// output; where that is too much, `dev.adjoint.autodiff.exec.JacobianProgram` takes them in parts.
public final class Jacobian {
  private final Expr output;
  private final List<Expr> wrt;
  private final Input seed;
  private final Gradients row;

  private Jacobian(Expr output, List<Expr> wrt) {
    if (!output.dtype().isFloating()) {
      throw new GradientException("[jacobian] the output must be floating, not " + output);
    }
    this.output = output;
    this.wrt = wrt;
    this.seed = Input.of("seed", output.type());
    this.row = Grad.vjp(List.of(output), List.of(seed), wrt);
  }

  /// The Jacobian of an output with respect to any expressions it is computed from.
  public static Jacobian of(Expr output, List<? extends Expr> wrt) {
    return new Jacobian(output, List.copyOf(wrt));
  }

  /// The products `Jᵀ·seed` for several seeds.
  ///
  /// @param seeds of shape `[k, output…]`
  /// @return for an expression `[x…]`, a result `[k, x…]`
  public Gradients rows(Expr seeds) {
    List<Expr> connected =
        wrt.stream().filter(x -> row.answer(x) instanceof Gradient.Connected).distinct().toList();
    List<Expr> products = new ArrayList<>(connected.stream().map(row::of).toList());
    products.add(seed); // on which a product need not depend: the slope of sign is zero
    Batch batch = Batch.of(products, Map.of(seed, seeds));
    return mapped(row, x -> batch.outputs().get(connected.indexOf(x)));
  }

  /// The whole Jacobian, of shape `[output…, x…]` for an expression `[x…]`: by rows, or by columns
  /// in forward mode where `x` has fewer elements than the output.
  public Gradients all() {
    return mapped(row, x -> isNarrow(x) ? byColumns(x) : byRows(x));
  }

  /// Whether there are fewer columns than rows, and they are the same derivative: a rule that is on
  /// purpose none may act on tangents in another way.
  private boolean isNarrow(Expr x) {
    return size(x).size() < size(output).size()
        && Graph.topological(List.of(output)).stream()
            .noneMatch(node -> node instanceof Apply y && y.op().redefinesDerivative());
  }

  private Expr byRows(Expr x) {
    Expr rows = rows(oneHot(output)).of(x);
    return Reshape.reshape(rows, joined(output.shape(), x.shape()));
  }

  /// A column, that is, the derivative by one element of `x`, is the tangent along it.
  private Expr byColumns(Expr x) {
    Input direction = Input.of("direction", x.type());
    Tangents tangents = Grad.jvp(List.of(output), Map.of(x, direction));
    if (!(tangents.answer(output) instanceof Tangent.Connected(Expr tangent))) {
      return byRows(x);
    }
    Expr columns =
        Batch.of(List.of(tangent, direction), Map.of(direction, oneHot(x))).outputs().getFirst();
    int[] last = IntStream.range(0, columns.rank()).map(i -> (i + 1) % columns.rank()).toArray();
    return Reshape.reshape(columns.permute(last), joined(output.shape(), x.shape()));
  }

  private static Dim size(Expr node) {
    return node.shape().dims().stream().reduce(Dim.of(1), Dim::times);
  }

  /// Every direction of one element, `[n, x…]`.
  private static Expr oneHot(Expr node) {
    Dim n = size(node);
    Shape square = Shape.of(n, n);
    Expr ones = Compare.equal(Iota.iota(square, 0), Iota.iota(square, 1)).cast(node.dtype());
    return Reshape.reshape(ones, node.shape().insert(0, n));
  }

  /// The answers with other expressions where there is one.
  private Gradients mapped(Gradients answers, UnaryOperator<Expr> expr) {
    Map<Expr, Gradient> all = new HashMap<>();
    for (Expr x : wrt) {
      Gradient answer = answers.answer(x);
      all.put(
          x, answer instanceof Gradient.Connected ? new Gradient.Connected(expr.apply(x)) : answer);
    }
    return new Gradients(wrt, all);
  }

  private static Shape joined(Shape a, Shape b) {
    List<Dim> dims = new ArrayList<>(a.dims());
    dims.addAll(b.dims());
    return Shape.of(dims);
  }
}
