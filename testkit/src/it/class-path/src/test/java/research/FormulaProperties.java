package research;

import static dev.adjoint.testkit.AdjointAssertions.assertThat;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.testkit.Labels;
import dev.adjoint.testkit.Tensors;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Cross entropy of softmax, whose gradient by the logits is (p − y)/N.
class FormulaProperties {
  private final Input z = Input.of("z", DType.FLOAT64, 4, 3);
  private final Input y = Input.of("y", DType.FLOAT64, 4, 3);
  private final Expr loss = y.times(LogSoftmax.logSoftmax(z, 1)).sum(1).mean().negate();

  @Provide
  Arbitrary<Tensor> logits() {
    return Tensors.tensors(TensorType.of(DType.FLOAT64, 4, 3));
  }

  @Provide
  Arbitrary<Tensor> labels() {
    return Labels.oneHot(Shape.of(4, 3));
  }

  @Property(tries = 100, seed = "1")
  void right(@ForAll("logits") Tensor logits, @ForAll("labels") Tensor labels) {
    Expr formula = Softmax.softmax(z, 1).minus(y).dividedBy(4);
    assertThat(loss, Map.of(z, logits, y, labels)).gradientMatches(z, formula);
  }

  /// The 1/N is missing.
  @Property(tries = 100, seed = "1")
  void wrong(@ForAll("logits") Tensor logits, @ForAll("labels") Tensor labels) {
    Expr formula = Softmax.softmax(z, 1).minus(y);
    assertThat(loss, Map.of(z, logits, y, labels)).gradientMatches(z, formula);
  }
}
