package dev.adjoint.benchmarks;

import dev.adjoint.autodiff.exec.elementary.ArcSine;
import dev.adjoint.autodiff.exec.elementary.ArcTangent;
import dev.adjoint.autodiff.exec.elementary.Exp;
import dev.adjoint.autodiff.exec.elementary.Expm1;
import dev.adjoint.autodiff.exec.elementary.Hyperbolic;
import dev.adjoint.autodiff.exec.elementary.Log;
import dev.adjoint.autodiff.exec.elementary.Log1p;
import dev.adjoint.autodiff.exec.elementary.Pow;
import dev.adjoint.autodiff.exec.elementary.Scratch;
import dev.adjoint.autodiff.exec.elementary.Trigonometric;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Nanoseconds per element of elementary functions on tiles of 512 numbers: the project's own
/// kernels, their scalar code, and [StrictMath].
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ElementaryTiles.TILE)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ElementaryTiles {
  static final int TILE = 512;

  /// Which function.
  @Param({
    "exp", "expm1", "log", "log1p", "sinh", "cosh", "tanh", "pow", "sin", "cos", "tan", "asin",
    "acos", "atan", "atan2"
  })
  public String function;

  private final double[] x = new double[TILE];
  private final double[] unit = new double[TILE];
  private final double[] y = new double[TILE];
  private final double[] result = new double[TILE];
  private final Scratch scratch = new Scratch(TILE);

  /// Positive operands, so that all functions are defined.
  @Setup
  public void prepare() {
    Random random = new Random(1);
    for (int i = 0; i < TILE; i++) {
      unit[i] = random.nextDouble();
      x[i] = 3 * Math.abs(random.nextGaussian());
      y[i] = 3 * random.nextGaussian();
    }
  }

  /// The kernel.
  @Benchmark
  public double[] tile() {
    switch (function) {
      case "exp" -> Exp.exp(result, x, TILE, scratch);
      case "expm1" -> Expm1.expm1(result, x, TILE, scratch);
      case "log" -> Log.log(result, x, TILE, scratch);
      case "log1p" -> Log1p.log1p(result, x, TILE, scratch);
      case "sinh" -> Hyperbolic.sinh(result, x, TILE, scratch);
      case "cosh" -> Hyperbolic.cosh(result, x, TILE, scratch);
      case "tanh" -> Hyperbolic.tanh(result, x, TILE, scratch);
      case "pow" -> Pow.pow(result, x, y, TILE, scratch);
      case "sin" -> Trigonometric.sin(result, x, TILE, scratch);
      case "cos" -> Trigonometric.cos(result, x, TILE, scratch);
      case "tan" -> Trigonometric.tan(result, x, TILE, scratch);
      case "asin" -> ArcSine.asin(result, unit, TILE, scratch);
      case "acos" -> ArcSine.acos(result, unit, TILE, scratch);
      case "atan" -> ArcTangent.atan(result, x, TILE, scratch);
      case "atan2" -> ArcTangent.atan2(result, y, x, TILE, scratch);
      default -> throw new IllegalStateException(function);
    }
    return result;
  }

  /// One number after the other.
  @Benchmark
  public double[] scalar() {
    for (int i = 0; i < TILE; i++) {
      result[i] =
          switch (function) {
            case "exp" -> Exp.exp(x[i]);
            case "expm1" -> Expm1.expm1(x[i]);
            case "log" -> Log.log(x[i]);
            case "log1p" -> Log1p.log1p(x[i]);
            case "sinh" -> Hyperbolic.sinh(x[i]);
            case "cosh" -> Hyperbolic.cosh(x[i]);
            case "tanh" -> Hyperbolic.tanh(x[i]);
            case "pow" -> Pow.pow(x[i], y[i]);
            case "sin" -> Trigonometric.sin(x[i]);
            case "cos" -> Trigonometric.cos(x[i]);
            case "tan" -> Trigonometric.tan(x[i]);
            case "asin" -> ArcSine.asin(unit[i]);
            case "acos" -> ArcSine.acos(unit[i]);
            case "atan" -> ArcTangent.atan(x[i]);
            case "atan2" -> ArcTangent.atan2(y[i], x[i]);
            default -> throw new IllegalStateException(function);
          };
    }
    return result;
  }

  /// The library's.
  @Benchmark
  public double[] strictMath() {
    for (int i = 0; i < TILE; i++) {
      result[i] =
          switch (function) {
            case "exp" -> StrictMath.exp(x[i]);
            case "expm1" -> StrictMath.expm1(x[i]);
            case "log" -> StrictMath.log(x[i]);
            case "log1p" -> StrictMath.log1p(x[i]);
            case "sinh" -> StrictMath.sinh(x[i]);
            case "cosh" -> StrictMath.cosh(x[i]);
            case "tanh" -> StrictMath.tanh(x[i]);
            case "pow" -> StrictMath.pow(x[i], y[i]);
            case "sin" -> StrictMath.sin(x[i]);
            case "cos" -> StrictMath.cos(x[i]);
            case "tan" -> StrictMath.tan(x[i]);
            case "asin" -> StrictMath.asin(unit[i]);
            case "acos" -> StrictMath.acos(unit[i]);
            case "atan" -> StrictMath.atan(x[i]);
            case "atan2" -> StrictMath.atan2(y[i], x[i]);
            default -> throw new IllegalStateException(function);
          };
    }
    return result;
  }
}
