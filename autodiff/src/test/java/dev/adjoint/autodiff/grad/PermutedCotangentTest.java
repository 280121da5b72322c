package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A rule that moves axes of a cotangent which is itself a permutation: the two cancel, so that
/// what the rule wrote does not contain its cotangent. Found by random graphs: the gradient of one
/// probability of a softmax down the columns was zero.
class PermutedCotangentTest {
  private static final Input X = Input.of("x", DType.FLOAT64, 2, 1);
  private static final Map<Input, Tensor> AT = Map.of(X, Tensor.of(Shape.of(2, 1), 1.0, 2.0));

  private static double[] gradient(Expr loss) {
    return Grad.grad(loss, X).of(X).peek(AT).toDoubleArray();
  }

  /// p₁ = σ(x₁ − x₀), with the slope p₀·p₁.
  @Test
  void oneProbabilityDownTheColumns() {
    double p0 = 1 / (1 + StrictMath.E);
    double slope = p0 * (1 - p0);
    Expr columns = Softmax.softmax(X, 0).transpose();
    Expr label = Constant.of(Tensor.of(Shape.of(1, 1), 1L));
    double[] expected = {-slope, slope};
    assertArrayEquals(expected, gradient(new Gather(1).of(columns, label).sum()), 1e-15);
    assertArrayEquals(expected, gradient(Slice.slice(columns, 1, 1, 2).sum()), 1e-15);
  }

  @Test
  void oneLogProbabilityDownTheColumns() {
    double p1 = StrictMath.E / (1 + StrictMath.E);
    Expr columns = LogSoftmax.logSoftmax(X, 0).transpose();
    Expr label = Constant.of(Tensor.of(Shape.of(1, 1), 1L));
    assertArrayEquals(
        new double[] {p1 - 1, 1 - p1}, gradient(new Gather(1).of(columns, label).sum()), 1e-15);
  }
}
