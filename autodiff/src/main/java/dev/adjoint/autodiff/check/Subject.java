package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What is checked, in FLOAT64: a scalar made of the outputs, at a point.
///
/// @param loss the scalar: a single scalar output itself, else the sum of all outputs' elements
///   under random weights
/// @param at the bindings
/// @param narrow the same scalar in the dtypes of the graph as it was given
/// @param wide what became of every node
record Subject(Expr loss, Point at, Expr narrow, Point narrowAt, Widened wide) {

  static Subject of(
      List<Expr> outputs,
      Map<? extends Expr, Tensor> bindings,
      List<Expr> more,
      RandomGenerator random) {
    List<Expr> all = new ArrayList<>(outputs);
    all.addAll(more);
    all.addAll(bindings.keySet());
    Widened wide = Widened.of(all);
    Point narrowAt = Point.of(bindings);
    Map<Expr, Elements> given = new LinkedHashMap<>();
    narrowAt
        .given()
        .forEach((x, value) -> given.put(wide.of(x), Point.exactly(value, wide.of(x).type())));
    List<Expr> terms = new ArrayList<>();
    List<Expr> narrowTerms = new ArrayList<>();
    for (Expr output : outputs) {
      if (outputs.size() == 1 && output.rank() == 0) {
        return new Subject(
            wide.of(output), new Point(given), output.cast(DType.FLOAT64), narrowAt, wide);
      }
      double[] weights = Direction.random(random, (int) output.shape().size());
      Expr weight = Constant.of(Tensor.of(output.shape(), weights));
      Optional<Expr> finite = finite(wide.of(output), new Point(given));
      terms.add(within(finite, wide.of(output)).times(weight).sum());
      narrowTerms.add(within(finite, output.cast(DType.FLOAT64)).times(weight).sum());
    }
    Expr loss = terms.stream().reduce(Expr::plus).orElseThrow();
    Expr narrow = narrowTerms.stream().reduce(Expr::plus).orElseThrow();
    return new Subject(loss, new Point(given), narrow, narrowAt, wide);
  }

  /// Where a tensor is finite, if it is not so everywhere: the rest is left out.
  private static Optional<Expr> finite(Expr output, Point at) {
    Bounded[] values = Slice.read(output, at);
    boolean[] finite = new boolean[values.length];
    boolean all = true;
    for (int i = 0; i < finite.length; i++) {
      finite[i] = Double.isFinite(values[i].value());
      all &= finite[i];
    }
    return all ? Optional.empty() : Optional.of(Constant.of(Tensor.of(output.shape(), finite)));
  }

  private static Expr within(Optional<Expr> mask, Expr output) {
    return mask.map(m -> Where.where(m, output, 0)).orElse(output);
  }
}
