package dev.adjoint.testkit;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Moves tensors into a [Domain].
final class Domains {
  /// The largest magnitude of [Palette#PLAIN].
  private static final double REACH = 3.0;

  private Domains() {}

  /// A tensor of decimals between −3 and 3, moved into a domain in a way that keeps distinct
  /// elements distinct where it can.
  static Tensor into(Domain domain, Tensor plain) {
    return switch (domain.matrices()) {
      case ANY -> Tensor.of(plain.shape(), elements(domain, plain.toDoubleArray()));
      case POSITIVE_DEFINITE -> positiveDefinite(plain);
      case NONZERO_DIAGONAL -> nonzeroDiagonal(plain);
    };
  }

  private static double[] elements(Domain domain, double[] values) {
    for (int i = 0; i < values.length; i++) {
      double x = decimals(element(domain, values[i]));
      values[i] = Arrays.stream(domain.except()).anyMatch(e -> e == x) ? x + 0.5 : x;
    }
    return values;
  }

  private static double element(Domain domain, double x) {
    double above = domain.above();
    double below = domain.below();
    if (Double.isFinite(above) && Double.isFinite(below)) {
      return above + (below - above) * (x + REACH + 0.1) / (2 * REACH + 0.2);
    }
    return Double.isFinite(above)
        ? above + 0.1 + Math.abs(x)
        : Double.isFinite(below) ? below - 0.1 - Math.abs(x) : x;
  }

  /// Three of them, if that is not an end of the domain.
  private static double decimals(double x) {
    return Math.rint(x * 1000) / 1000;
  }

  private static Tensor positiveDefinite(Tensor plain) {
    Expr a = Constant.of(plain);
    int n = plain.shape().size(plain.shape().rank() - 1);
    Expr identity = Constant.of(identity(plain, n));
    Expr spd = a.matmul(a.transpose()).dividedBy(Math.max(1, n)).plus(identity);
    return Interpreter.of(List.of(spd)).run(Map.of()).getFirst();
  }

  private static Tensor identity(Tensor like, int n) {
    double[] values = new double[like.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / n % n == i % n ? 1 : 0;
    }
    return Tensor.of(like.shape(), values);
  }

  private static Tensor nonzeroDiagonal(Tensor plain) {
    int n = plain.shape().size(plain.shape().rank() - 1);
    double[] values = plain.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      if (i / n % n == i % n) {
        values[i] = values[i] < 0 ? values[i] - 1 : values[i] + 1;
      }
    }
    return Tensor.of(plain.shape(), values);
  }
}
