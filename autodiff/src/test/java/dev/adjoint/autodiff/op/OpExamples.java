package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Ops with parameters that the suite of specs uses.
public final class OpExamples {
  private OpExamples() {}

  /// Every op that a spec names, once for each set of parameters, by name.
  public static List<Op> all() {
    Map<String, Op> ops = new LinkedHashMap<>();
    for (OpSpec spec : OpSpecs.all()) {
      Expr built = spec.build().apply(List.copyOf(spec.bindings(DType.FLOAT64).keySet()));
      for (Expr node : Graph.topological(List.of(built))) {
        if (node instanceof Apply apply && spec.op().isInstance(apply.op())) {
          ops.putIfAbsent(apply.op().toString(), apply.op());
        }
      }
    }
    return List.copyOf(ops.values());
  }
}
