package dev.adjoint.autodiff.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.batch.Batch;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses spelled out from primitives, at logits from 0 to ±1000, against losses.csv: in double
/// within 1e-12 of the truth, or one subnormal; in float within 8 units of the last place of the
/// largest term.
class SpelledOutLossesTest {
  private static final List<Row> ROWS = read();

  /// @param numbers the value, then the slopes, each with the largest term
  record Row(String name, double logit, List<Truth> numbers) {}

  record Truth(double value, double scale) {}

  private static List<Row> read() {
    try (var in = SpelledOutLossesTest.class.getResourceAsStream("losses.csv");
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().map(SpelledOutLossesTest::row).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String line) {
    List<String> cells = Splitter.on(',').splitToList(line);
    List<Truth> numbers = new ArrayList<>();
    for (int i = 2; i < cells.size(); i += 2) {
      numbers.add(new Truth(number(cells.get(i)), number(cells.get(i + 1))));
    }
    return new Row(cells.get(0), Double.parseDouble(cells.get(1)), numbers);
  }

  private static double number(String cell) {
    return switch (cell) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> new BigDecimal(cell).doubleValue();
    };
  }

  static Stream<String> names() {
    return SpelledOutLosses.all().keySet().stream();
  }

  @Test
  void theTableAndTheLossesNameTheSame() {
    var truth = new TreeSet<>(ROWS.stream().map(Row::name).toList());
    assertEquals(truth, new TreeSet<>(names().toList()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void isFiniteAndAccurate(String name) {
    List<String> faults = new ArrayList<>();
    StringBuilder worst = new StringBuilder("%-18s".formatted(name));
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      double[] errors = new double[2];
      for (Executor executor : Executor.values()) {
        for (Row row : ROWS.stream().filter(r -> r.name().equals(name)).toList()) {
          List<Double> got = run(SpelledOutLosses.all().get(name), row, dtype, executor);
          for (int i = 0; i < got.size(); i++) {
            double error = error(got.get(i), row.numbers().get(i), dtype);
            int kind = Math.min(i, 1);
            errors[kind] = Math.max(errors[kind], error);
            if (!(error <= (dtype == DType.FLOAT64 ? 1e-12 : 8))) {
              faults.add(
                  "%s %s at logit %s: %s is %s, the truth %s"
                      .formatted(
                          executor,
                          dtype,
                          row.logit(),
                          i == 0 ? "the value" : "slope " + (i - 1),
                          got.get(i),
                          row.numbers().get(i)));
            }
          }
        }
      }
      worst.append(
          dtype == DType.FLOAT64
              ? "  double: value %.1e, gradient %.1e".formatted(errors[0], errors[1])
              : "  float: value %.1f ULP, gradient %.1f ULP".formatted(errors[0], errors[1]));
    }
    System.out.println(worst);
    assertTrue(faults.isEmpty(), () -> String.join("\n", faults));
  }

  /// No rule finds work in what rules have made, so making stable twice, as a gradient of a batch
  /// does, is making stable once.
  @ParameterizedTest
  @MethodSource("names")
  void isStableAfterOnePass(String name) {
    Row row = ROWS.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    int n = row.numbers().size() - 1;
    Input fitting = Input.of("z", new TensorType(DType.FLOAT64, Shape.of(n)));
    Expr stable =
        Stabilise.of(List.of(SpelledOutLosses.all().get(name).apply(fitting))).outputs().getFirst();
    assertSame(stable, Stabilise.of(List.of(stable)).outputs().getFirst());
  }

  /// All logits as one batch, the value and the gradient of each.
  @ParameterizedTest
  @MethodSource("names")
  void isAsAccurateInABatch(String name) {
    List<Row> rows = ROWS.stream().filter(r -> r.name().equals(name)).toList();
    int n = rows.getFirst().numbers().size() - 1;
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      Input z = Input.of("z", new TensorType(dtype, Shape.of(n)));
      Input zs = Input.of("zs", new TensorType(dtype, Shape.of(rows.size(), n)));
      Expr value = SpelledOutLosses.all().get(name).apply(z);
      Expr gradient = Grad.grad(value, z).of(z);
      Expr ofBatch = Grad.grad(Batch.map(SpelledOutLosses.all().get(name), zs).sum(), zs).of(zs);
      List<Expr> outputs =
          new ArrayList<>(Batch.of(List.of(value, gradient), Map.of(z, zs)).outputs());
      outputs.add(ofBatch);
      double[][] at = new double[rows.size()][n];
      for (int r = 0; r < at.length; r++) {
        at[r] = logits(rows.get(r), n);
      }
      for (Executor executor : Executor.values()) {
        List<Tensor> all = executor.of(outputs).run(Map.of(zs, Tensor.of(at).cast(dtype)));
        for (int r = 0; r < at.length; r++) {
          for (int i = 0; i <= n; i++) {
            Truth truth = rows.get(r).numbers().get(i);
            for (int way = 1; way <= 2; way++) {
              double got = i == 0 ? all.getFirst().doubleAt(r) : all.get(way).doubleAt(r, i - 1);
              assertTrue(
                  error(got, truth, dtype) <= (dtype == DType.FLOAT64 ? 1e-12 : 8),
                  "%s %s at logit %s: number %d is %s, the truth %s"
                      .formatted(executor, dtype, at[r][0], i, got, truth));
            }
          }
        }
      }
    }
  }

  private static double[] logits(Row row, int n) {
    double[] z = new double[n];
    double[] rest = {0.5, -0.25};
    z[0] = row.logit();
    System.arraycopy(rest, 0, z, 1, n - 1);
    return z;
  }

  private static List<Double> run(
      UnaryOperator<Expr> loss, Row row, DType dtype, Executor executor) {
    double[] z = logits(row, row.numbers().size() - 1);
    Input input = Input.of("z", new TensorType(dtype, Shape.of(z.length)));
    Expr value = loss.apply(input);
    Expr gradient = Grad.grad(value, input).of(input);
    List<Tensor> results =
        executor.of(value, gradient).run(Map.of(input, Tensor.of(z).cast(dtype)));
    List<Double> numbers = new ArrayList<>(List.of(results.get(0).item()));
    for (int i = 0; i < z.length; i++) {
      numbers.add(results.get(1).doubleAt(i));
    }
    return numbers;
  }

  /// Relative in double, with one subnormal excused; in ULP of the largest term in float.
  private static double error(double got, Truth truth, DType dtype) {
    boolean isFloat = dtype == DType.FLOAT32;
    double expected = isFloat ? (float) truth.value() : truth.value();
    if (got == expected) {
      return 0;
    }
    double off = Math.abs(got - expected);
    if (isFloat) {
      return Math.abs(got - truth.value()) / Math.ulp((float) truth.scale());
    }
    return off <= Double.MIN_VALUE ? 0 : off / Math.abs(truth.value());
  }
}
