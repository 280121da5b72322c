package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Cholesky;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.op.TriangularSolve;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.usercode.FlopCounter.Flops;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A reading of the graph that the library never thought of.
final class FlopCounterTest {
  private static final int M = 5;
  private static final int IN = 3;
  private static final int HIDDEN = 4;

  private final Input x = Input.of("x", DType.FLOAT64, M, IN);
  private final Input w = Input.of("w", DType.FLOAT64, IN, HIDDEN);
  private final Input b = Input.of("b", DType.FLOAT64, HIDDEN);
  private final Input v = Input.of("v", DType.FLOAT64, HIDDEN, 1);

  /// z = x·w + b, a = tanh z, loss = Σ (a·v)².
  private Expr loss() {
    return x.matmul(w).plus(b).tanh().matmul(v).square().sum();
  }

  @Test
  void forward() {
    long n = M * HIDDEN;
    assertEquals(
        new Flops(n * IN + M * HIDDEN + M, n * (IN - 1) + n + M * (HIDDEN - 1) + (M - 1), n),
        FlopCounter.count(List.of(loss())));
  }

  /// The loss itself is not part of its gradient; its squares are not computed, but 2·(a·v) is.
  @Test
  void gradient() {
    Expr loss = loss();
    long n = M * HIDDEN;
    // Needed of the forward pass: z, a and a·v.
    Flops forward = new Flops(n * IN + M * HIDDEN, n * (IN - 1) + n + M * (HIDDEN - 1), n);
    // ȳ of the square: 1·(2·u); v̄ = aᵀ·ȳ.
    Flops output = new Flops(2 * M + HIDDEN * M, HIDDEN * (M - 1), 0);
    assertEquals(forward.plus(output), FlopCounter.count(Grad.grad(loss, v).all()));
    // ā = ȳ·vᵀ; tanh′ = 4·σ(2z)·σ(−2z), each σ reading two exponentials, two quotients and two
    // sums for its two branches; then w̄ = xᵀ·z̄ and b̄ = Σ z̄.
    Flops hidden =
        new Flops(M * HIDDEN, 0, 0)
            .plus(new Flops(1 + 2 + 2 + 1 + 1 + 1, 4, 4).times(n))
            .plus(new Flops(IN * HIDDEN * M, IN * HIDDEN * (M - 1), 0))
            .plus(new Flops(0, HIDDEN * (M - 1), 0));
    assertEquals(
        forward.plus(output).plus(hidden), FlopCounter.count(Grad.grad(loss, v, w, b).all()));
  }

  @Test
  void compositesCountWhatTheyExpandTo() {
    Input u = Input.of("u", DType.FLOAT64, 6);
    assertEquals(new Flops(1, 5, 0), FlopCounter.count(List.of(u.mean())));
    assertEquals(new Flops(6, 11, 6), FlopCounter.count(List.of(Softmax.softmax(u, 0))));
  }

  @Test
  void aFormulaIsReadOnceWithAllItsBranches() {
    Input u = Input.of("u", DType.FLOAT64, 7);
    assertEquals(new Flops(0, 7, 28), FlopCounter.count(List.of(Softplus.softplus(u))));
    assertEquals(new Flops(14, 0, 14), FlopCounter.count(List.of(Gudermannian.gd(u))));
  }

  /// n = 4: of the factor Σ j·(n − j) = 10 updates, n(n−1)/2 = 6 quotients, 4 roots, and 6 elements
  /// of the symmetric part; of the solution 6 updates and 4 quotients for each of 3 columns.
  @Test
  void triangularAlgebraCountsItself() {
    Input a = Input.of("a", DType.FLOAT64, 2, 4, 4);
    Flops factor = new Flops(10 + 6 + 6, 10 + 2 * 6, 4);
    assertEquals(factor.times(2), FlopCounter.count(List.of(Cholesky.cholesky(a))));
    Input c = Input.of("c", DType.FLOAT64, 2, 4, 3);
    Flops solution = new Flops(3 * (6 + 4), 3 * 6, 0);
    assertEquals(
        solution.times(2), FlopCounter.count(List.of(TriangularSolve.triangularSolve(a, c))));
  }

  /// A Hessian-vector product costs a small multiple of the gradient, however many parameters there
  /// are: here less than 2½ times its sums and products, and 3 times its functions before equal
  /// ones are merged.
  @Test
  void aHessianVectorProductCostsLittleMoreThanAGradient() {
    Input in = Input.of("in", DType.FLOAT64, 64, 40);
    Input w1 = Input.of("w1", DType.FLOAT64, 40, 50);
    Input w2 = Input.of("w2", DType.FLOAT64, 50, 30);
    Input w3 = Input.of("w3", DType.FLOAT64, 30, 10);
    Expr logits = in.matmul(w1).tanh().matmul(w2).relu().matmul(w3);
    Expr loss = LogSumExp.logSumExp(logits, 1).mean();
    Map<Expr, Expr> v =
        Map.of(
            w1, Input.of("v1", DType.FLOAT64, 40, 50),
            w2, Input.of("v2", DType.FLOAT64, 50, 30),
            w3, Input.of("v3", DType.FLOAT64, 30, 10));
    Flops gradient = FlopCounter.count(Grad.grad(loss, w1, w2, w3).all());
    Flops product = FlopCounter.count(Grad.hvp(loss, v).all());
    assertTrue(
        product.multiplications() < 2.5 * gradient.multiplications(), product + " " + gradient);
    assertTrue(product.additions() < 2.5 * gradient.additions(), product + " " + gradient);
    assertTrue(
        product.transcendentals() < 3 * gradient.transcendentals(), product + " " + gradient);
    assertTrue(
        product.multiplications() > 1.5 * gradient.multiplications(), product + " " + gradient);
  }
}
