package dev.adjoint.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What the arbitraries give.
class ArbitraryProperties {
  @Provide
  Arbitrary<Shape> shapes() {
    return Shapes.shapes();
  }

  @Provide
  Arbitrary<Tensor> hostile() {
    return Tensors.hostile(TensorType.of(DType.FLOAT32, 3));
  }

  @Provide
  Arbitrary<Tensor> indices() {
    return Tensors.indices(Shape.of(4), 3);
  }

  @Property(seed = Seed.VALUE)
  void shapesAreSmall(@ForAll("shapes") Shape shape) {
    assertTrue(shape.rank() <= 4 && shape.size() <= 36, shape::toString);
  }

  @Property(seed = Seed.VALUE)
  void indicesAreInRange(@ForAll("indices") Tensor indices) {
    for (long index : indices.toLongArray()) {
      assertTrue(index >= 0 && index < 3);
    }
  }

  @Property(seed = Seed.VALUE)
  void hostileTensorsHaveTheirType(@ForAll("hostile") Tensor tensor) {
    assertTrue(tensor.type().equals(TensorType.of(DType.FLOAT32, 3)));
  }

  @Example
  void shapesIncludeScalarsEmptyAxesAndEveryRank() {
    Set<Integer> ranks = new HashSet<>();
    boolean empty = false;
    for (Shape shape : Shapes.shapes().sampleStream().limit(500).toList()) {
      ranks.add(shape.rank());
      empty |= shape.size() == 0;
    }
    assertTrue(ranks.size() == 5 && empty, ranks::toString);
  }

  /// Every op of the package occurs.
  @Example
  void graphsCoverTheOps() {
    Set<String> ops = new TreeSet<>();
    for (GraphCase graph :
        Graphs.partial(DType.FLOAT64, Palette.PLAIN).sampleStream().limit(2000).toList()) {
      for (Expr node : Graph.topological(graph.outputs())) {
        if (node instanceof Apply apply) {
          ops.add(apply.op().getClass().getSimpleName());
        }
      }
    }
    Set<String> expected =
        Set.of(
            "Abs",
            "Add",
            "Any",
            "ArgExtremum",
            "Bernoulli",
            "Broadcast",
            "Cast",
            "Compare",
            "Cos",
            "Count",
            "CumulativeProduct",
            "CumulativeSum",
            "Divide",
            "Exp",
            "Expm1",
            "Extremum",
            "Flip",
            "Gather",
            "Iota",
            "Log",
            "LinearRecurrence",
            "Log1p",
            "LogSoftmax",
            "LogSumExp",
            "Logical",
            "MatMul",
            "Maximum",
            "Mean",
            "Multiply",
            "Negate",
            "Normal",
            "Not",
            "Pad",
            "Permute",
            "Power",
            "Relu",
            "Reshape",
            "Prod",
            "ScatterAdd",
            "Sigmoid",
            "Sin",
            "Slice",
            "Softmax",
            "Softplus",
            "Sort",
            "SplitKey",
            "Sqrt",
            "Square",
            "StopGradient",
            "Subtract",
            "Sum",
            "Tanh",
            "Uniform",
            "Where");
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(ops);
    assertTrue(missing.isEmpty(), () -> "never built: " + missing);
  }
}
