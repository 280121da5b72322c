package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.Cholesky.cholesky;
import static dev.adjoint.autodiff.op.LogDeterminantSpd.logDeterminantSpd;
import static dev.adjoint.autodiff.op.TriangularSolve.choleskySolve;
import static dev.adjoint.autodiff.op.TriangularSolve.triangularSolve;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Gaussian likelihoods as a user writes them, against the numbers of `gaussian.py`: determinants
/// and inverses in 60 digits.
final class GaussianTest {
  private static final double LN_2PI = 1.8378770664093456;

  private static final double[][] X = {
    {0.5, -1.25, 2}, {1.5, 0.75, -0.5}, {-2, 0.25, 1}, {0, 1, 0.125}
  };
  private static final double[] SCALES = {0.5, 1, 2, 4};
  private static final double[] T = {0, 0.5, 0.75, 1.5, 2.25, 4};
  private static final double[] Y = {1, 1.25, 0.5, -0.75, -0.25, 0.625};

  private static Expr constant(Tensor value, DType dtype) {
    return Constant.of(value.cast(dtype));
  }

  /// `−(z·z + ln|Σ| + d·ln 2π)/2` of every row of `x`, with `z = L⁻¹·(x − μ)`.
  private static Expr logDensity(Expr x, Expr mu, Expr sigma) {
    Expr z = triangularSolve(cholesky(sigma), x.minus(mu).transpose());
    double d = mu.shape().size(0);
    return z.square().sum(0).plus(logDeterminantSpd(sigma)).plus(d * LN_2PI).times(-0.5);
  }

  /// The same with a covariance for each row, `[N, d, d]`.
  private static Expr logDensityOfEach(Expr x, Expr mu, Expr sigmas) {
    Expr z = triangularSolve(cholesky(sigmas), Reshape.unsqueeze(x.minus(mu), -1));
    double d = mu.shape().size(0);
    return z.square().sum(1, 2).plus(logDeterminantSpd(sigmas)).plus(d * LN_2PI).times(-0.5);
  }

  /// `−(y·K⁻¹y + ln|K| + n·ln 2π)/2` with the kernel `v·exp(−(t − t')²/(2ℓ²))` and noise.
  private static Expr logMarginal(Expr t, Expr y, Expr logLength, Expr logVariance, Expr logNoise) {
    int n = t.shape().size(0);
    Expr distance = Reshape.unsqueeze(t, 1).minus(t);
    Expr scaled = distance.dividedBy(logLength.exp()).square().times(-0.5);
    Expr noise = Diagonal.diagonalMatrix(logNoise.exp().broadcast(Shape.of(n)));
    Expr k = logVariance.exp().times(scaled.exp()).plus(noise);
    Expr fit = y.times(choleskySolve(cholesky(k), y)).sum();
    return fit.plus(logDeterminantSpd(k)).plus(n * LN_2PI).times(-0.5);
  }

  private static void close(DType dtype, double[] expected, Tensor actual) {
    double[] values = actual.cast(DType.FLOAT64).toDoubleArray();
    assertEquals(expected.length, values.length);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double tolerance = (dtype == DType.FLOAT32 ? 4e-6 : 1e-14) * largest;
    for (int i = 0; i < values.length; i++) {
      assertEquals(expected[i], values[i], tolerance, dtype + " element " + i);
    }
  }

  private static void factorModel(
      Executor executor,
      DType dtype,
      double value,
      double[] gradient,
      Function<Expr, Function<Expr, Function<Expr, Expr>>> density) {
    Map<Expr, Tensor> at = new HashMap<>();
    double[][] values = {{0.25, -0.5, 0.75}, {1.5, -0.5, 0.75}, {-0.5, 0.25, 0.125}};
    Expr[] p = new Expr[3];
    for (int i = 0; i < 3; i++) {
      p[i] = Input.of("p" + i, dtype, 3);
      at.put(p[i], Tensor.of(values[i]).cast(dtype));
    }
    Expr w = p[1];
    Expr sigma = Reshape.unsqueeze(w, 1).times(w).plus(Diagonal.diagonalMatrix(p[2].exp()));
    Expr x = constant(Tensor.of(X), dtype);
    Expr loss = density.apply(x).apply(p[0]).apply(sigma).sum();
    close(dtype, new double[] {value}, executor.value(loss.reshape(1), at));
    List<Expr> bars = Grad.grad(loss, List.of(p)).all();
    close(dtype, gradient, executor.value(Concat.concat(0, bars.toArray(Expr[]::new)), at));
  }

  @ParameterizedTest
  @EnumSource
  void oneCovarianceForAllSamples(Executor executor) {
    double[] gradient = {
      0.08775977382243604, 1.8682836318126166, 0.13379932377442472,
      -0.47984511363177607, 0.005510360025561779, -1.500130527880546,
      0.2919443187295533, -0.2841147178038164, 0.16971462879580024
    };
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      factorModel(
          executor,
          dtype,
          -19.404063611591063,
          gradient,
          x -> mu -> sigma -> logDensity(x, mu, sigma));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCovarianceForEachSample(Executor executor) {
    double[] gradient = {
      0.01016901186132121, 0.5338243713356859, 0.8300623860808168,
      -1.1111362652569714, 0.18546282927800675, -0.8093486147766533,
      0.12742419552967682, -0.6912249705634643, 0.32679179121283375
    };
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Expr scales = constant(Tensor.of(Shape.of(4, 1, 1), SCALES), dtype);
      factorModel(
          executor,
          dtype,
          -20.80953867611036,
          gradient,
          x -> mu -> sigma -> logDensityOfEach(x, mu, scales.times(sigma)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void marginalLikelihoodOfAGaussianProcess(Executor executor) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      double[] values = {-0.25, 0.5, -3};
      Expr[] p = new Expr[3];
      Map<Expr, Tensor> at = new HashMap<>();
      for (int i = 0; i < 3; i++) {
        p[i] = Input.of("p" + i, dtype);
        at.put(p[i], Tensor.scalar(values[i]).cast(dtype));
      }
      Expr t = constant(Tensor.of(T), dtype);
      Expr loss = logMarginal(t, constant(Tensor.of(Y), dtype), p[0], p[1], p[2]);
      List<Expr> first = Grad.grad(loss, List.of(p)).all();
      Expr[] second = new Expr[3];
      for (int i = 0; i < 3; i++) {
        second[i] = Grad.grad(first.get(i), p[i]).of(p[i]);
      }
      close(
          dtype,
          new double[] {
            -6.652973605238707, -0.24353294595894834, -1.2576202595353425, 0.05883911385021763
          },
          executor.value(Concat.stack(0, loss, first.get(0), first.get(1), first.get(2)), at));
      close(
          dtype,
          new double[] {-7.41374071528782, -1.0441304414962864, -0.5408808116717224},
          executor.value(Concat.stack(0, second), at));
    }
  }

  /// x = μ + L·z, whitened, is z; and |z|² is (x − μ)·Σ⁻¹(x − μ).
  @ParameterizedTest
  @EnumSource
  void whiteningUndoesSampling(Executor executor) {
    Input sigma = Input.of("sigma", DType.FLOAT64, 3, 3);
    Input z = Input.of("z", DType.FLOAT64, 3, 5);
    Expr l = cholesky(sigma);
    Expr x = l.matmul(z);
    Expr whitened = triangularSolve(l, x);
    Expr mahalanobis = x.times(choleskySolve(l, x)).sum(0);
    Map<Expr, Tensor> at = new HashMap<>();
    at.put(sigma, Tensor.of(new double[][] {{4, 1, -2}, {1, 3, 0.5}, {-2, 0.5, 5}}));
    Tensor noise = Tensor.normal(Shape.of(3, 5), 7);
    at.put(z, noise);
    close(DType.FLOAT64, noise.toDoubleArray(), executor.value(whitened, at));
    double[] squares = executor.value(z.square().sum(0), Map.of(z, noise)).toDoubleArray();
    close(DType.FLOAT64, squares, executor.value(mahalanobis, at));
  }

  /// Σ over all z = e₁ … eₙ of |L·z|² is the trace of Σ, whatever Σ is: the derivative is I.
  @ParameterizedTest
  @EnumSource
  void theVarianceOfSamplesIsTheTrace(Executor executor) {
    Input sigma = Input.of("sigma", DType.FLOAT64, 3, 3);
    Expr total = cholesky(sigma).square().sum();
    Map<Expr, Tensor> at =
        Map.of(sigma, Tensor.of(new double[][] {{4, 1, -2}, {1, 3, 0.5}, {-2, 0.5, 5}}));
    close(DType.FLOAT64, new double[] {12}, executor.value(total.reshape(1), at));
    double[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    close(DType.FLOAT64, identity, executor.value(Grad.grad(total, sigma).of(sigma), at));
  }
}
