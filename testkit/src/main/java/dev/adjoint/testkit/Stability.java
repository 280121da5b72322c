package dev.adjoint.testkit;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.bounds.BoundedReading;
import dev.adjoint.autodiff.bounds.Format;
import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/// Whether a loss and its gradient are computed as well as they can be.
///
/// A function of rounded arguments cannot be better known than `u·(|f| + Σ|xᵢ·∂f/∂xᵢ|)`: its own
/// rounding, and what the rounding of each argument changes. So far a FLOAT32 result may be from
/// the FLOAT64 one, times a constant; a formula that subtracts nearly equal numbers, or overflows
/// on the way, is farther off. Results below the normal range may lose digits. The FLOAT64 result,
/// whose own mistakes of this kind come later, must be finite.
final class Stability {
  /// How many times the unavoidable error is allowed: six bits of 24.
  private static final double ALLOWED = 64;

  private final Tensor prediction;
  private final Tensor target;
  private final Function single;
  private final Function twice;

  Stability(BinaryOperator<Expr> formula, Tensor prediction, Tensor target) {
    this.prediction = prediction.cast(DType.FLOAT32);
    this.target = target.cast(DType.FLOAT32);
    this.single = new Function(formula, prediction.type(), DType.FLOAT32);
    this.twice = new Function(formula, prediction.type(), DType.FLOAT64);
  }

  /// A loss and its gradient in one dtype.
  private record Function(Input prediction, Input target, Expr loss, Expr gradient) {
    Function(BinaryOperator<Expr> formula, TensorType type, DType dtype) {
      this(
          formula,
          Input.of("prediction", new TensorType(dtype, type.shape())),
          Input.of("target", new TensorType(dtype, type.shape())));
    }

    private Function(BinaryOperator<Expr> formula, Input prediction, Input target) {
      this(prediction, target, formula.apply(prediction, target));
    }

    private Function(Input prediction, Input target, Expr loss) {
      this(prediction, target, loss, Grad.grad(loss, prediction).of(prediction));
    }

    Map<Input, Tensor> at(Tensor p, Tensor t) {
      return Map.of(prediction, p.cast(prediction.dtype()), target, t.cast(target.dtype()));
    }

    List<double[]> values(Tensor p, Tensor t) {
      return Interpreter.of(loss, gradient).run(at(p, t)).stream().map(Direction::doubles).toList();
    }
  }

  void check() {
    List<double[]> rounded = single.values(prediction, target);
    List<double[]> exact = twice.values(prediction, target);
    check("the loss", twice.loss, rounded.get(0), exact.get(0));
    check("its gradient", twice.gradient, rounded.get(1), exact.get(1));
  }

  private void check(String what, Expr y, double[] rounded, double[] exact) {
    double[] unavoidable = sensitivity(y);
    for (int i = 0; i < exact.length; i++) {
      String where = " at " + Arrays.toString(Disagreement.index(y.shape(), i));
      if (!Double.isFinite(exact[i])) {
        throw new AssertionError("%s is %s%s%s".formatted(what, exact[i], where, place()));
      }
      double least =
          Format.FLOAT32.rounding(Math.abs(exact[i]) + unavoidable[i])
              + Format.FLOAT32.smallestNormal();
      boolean overflows = Math.abs(exact[i]) > Format.FLOAT32.largest();
      if (!overflows && !(Math.abs(rounded[i] - exact[i]) <= ALLOWED * least)) {
        throw new AssertionError(
            "%s is %s%s in FLOAT32, and %s in FLOAT64: rounding the arguments explains a difference of %s, so some step overflows, underflows, or subtracts nearly equal numbers%s"
                .formatted(what, rounded[i], where, exact[i], least, place()));
      }
    }
  }

  /// `Σⱼ |xⱼ·∂yᵢ/∂xⱼ|` for every element i, by dual numbers.
  private double[] sensitivity(Expr y) {
    BoundedReading reading = new BoundedReading(twice.at(prediction, target));
    double[] at = Direction.doubles(prediction);
    double[] sum = new double[(int) y.shape().size()];
    for (int j = 0; j < at.length; j++) {
      Tensor unit = Direction.unit(twice.prediction.type(), j);
      Bounded[] slopes = reading.derivatives(y, Map.of(twice.prediction, unit));
      for (int i = 0; i < sum.length; i++) {
        sum[i] += at[j] == 0 ? 0 : Math.abs(at[j] * slopes[i].value());
      }
    }
    return sum;
  }

  private String place() {
    return "%n  prediction = %s%n  target = %s".formatted(prediction, target);
  }
}
