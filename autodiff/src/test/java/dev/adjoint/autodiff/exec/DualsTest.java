package dev.adjoint.autodiff.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DualsTest {
  static Stream<Arguments> extrema() {
    UnaryOperator<Expr> max = x -> Extremum.max(x);
    UnaryOperator<Expr> min = x -> Extremum.min(x);
    return Stream.of(
        arguments("max", max, List.of(2.0, 2.0, 2.0), 8.0 / 3),
        arguments("min", min, List.of(2.0, 2.0, 2.0), 8.0 / 3),
        arguments("max", max, List.of(-1.0, 2.0, 2.0), 3.5),
        arguments("min", min, List.of(-1.0, 2.0, 2.0), 1.0));
  }

  /// A chain of two-operand maxima gave the first two of three ¼ each and the last ½.
  @ParameterizedTest
  @MethodSource("extrema")
  void allExtremeElementsShareTheDerivativeEqually(
      String name, UnaryOperator<Expr> op, List<Double> values, double expected) {
    Input x = Input.of("x", DType.FLOAT64, 3);
    Object[] duals = new Object[3];
    double[] direction = {1, 2, 5};
    for (int i = 0; i < 3; i++) {
      duals[i] = new Dual<>(values.get(i), direction[i]);
    }
    Elements y =
        new Reading<>(new Duals<>(new Reals()))
            .evaluate(List.of(op.apply(x)), Map.of(x, new Elements(x.type(), duals)))
            .getFirst();
    assertEquals(expected, (Double) ((Dual<?>) y.data()[0]).tangent(), 1e-15);
  }
}
