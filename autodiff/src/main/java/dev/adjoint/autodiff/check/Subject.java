package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      terms.add(wide.of(output).times(weight).sum());
      narrowTerms.add(output.cast(DType.FLOAT64).times(weight).sum());
    }
    Expr loss = terms.stream().reduce(Expr::plus).orElseThrow();
    Expr narrow = narrowTerms.stream().reduce(Expr::plus).orElseThrow();
    return new Subject(loss, new Point(given), narrow, narrowAt, wide);
  }
}
