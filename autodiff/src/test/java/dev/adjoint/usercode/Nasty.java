package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One entry of the list: a formula as a user writes it, an input, and what is true there.
///
/// The loss is the sum of the formula's elements. `gradient(i, …)` is its gradient by input i, and
/// `second(i, …)` the gradient by input i of the sum of that gradient's elements: the Hessian times
/// (1, …, 1). Each is run by itself and all in one executable, so that neither fusing nor sharing
/// hides a fault.
///
/// A number is right if it lies within `ulps` units in the last place of the truth or, where the
/// formula adds terms that cancel, of the `largest` of them. NaN and ∞ must be met exactly; the two
/// zeros are equal.
record Nasty(
    String name,
    Function<List<Input>, Expr> formula,
    List<Tensor> at,
    double ulps,
    double largest,
    List<Truth> truths) {

  private static final String STORED = "nasty-truth.txt";

  /// What is asked.
  private enum Asked {
    VALUE,
    GRADIENT,
    SECOND,
    FINITE_GRADIENT
  }

  /// The answer for one input; a value belongs to none.
  record Truth(Asked asked, int input, List<Double> numbers) {
    @Override
    public String toString() {
      return asked + (asked == Asked.VALUE ? "" : " by input " + input);
    }
  }

  /// A formula of several inputs.
  static Nasty of(String name, Function<List<Input>, Expr> formula, Tensor... at) {
    return new Nasty(name, formula, List.of(at), 4, 0, List.of());
  }

  /// A formula of one input.
  static Nasty one(String name, UnaryOperator<Expr> formula, Tensor x) {
    return of(name, in -> formula.apply(in.getFirst()), x);
  }

  /// A formula of one vector.
  static Nasty one(String name, UnaryOperator<Expr> formula, double... x) {
    return one(name, formula, Tensor.of(x));
  }

  /// A formula of two inputs.
  static Nasty two(String name, BinaryOperator<Expr> formula, Tensor x, Tensor y) {
    return of(name, in -> formula.apply(in.get(0), in.get(1)), x, y);
  }

  /// A formula of one input whose inputs and answers are stored.
  static Nasty stored(String name, UnaryOperator<Expr> formula) {
    return read(name, in -> formula.apply(in.getFirst()));
  }

  /// A formula of two inputs whose inputs and answers are stored.
  static Nasty stored(String name, BinaryOperator<Expr> formula) {
    return read(name, in -> formula.apply(in.get(0), in.get(1)));
  }

  private static Nasty read(String name, Function<List<Input>, Expr> formula) {
    List<Tensor> at = new ArrayList<>();
    List<Truth> truths = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Nasty.class.getResourceAsStream(STORED), STORED),
                StandardCharsets.UTF_8))) {
      for (String line : lines.lines().toList()) {
        String[] part = line.split("\t", -1);
        if (part[0].equals(name)) {
          double[] numbers =
              Arrays.stream(part[2].split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
          int input = Math.max(0, part[1].charAt(part[1].length() - 1) - '0');
          switch (part[1].replaceAll("\\d", "")) {
            case "at" -> at.add(Tensor.of(numbers));
            case "value" -> truths.add(truth(Asked.VALUE, 0, numbers));
            case "gradient" -> truths.add(truth(Asked.GRADIENT, input, numbers));
            case "second" -> truths.add(truth(Asked.SECOND, input, numbers));
            default -> throw new IllegalStateException(line);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertTrue(!at.isEmpty(), () -> "nothing is stored under " + name);
    return new Nasty(name, formula, at, 4, 0, truths);
  }

  private static Truth truth(Asked asked, int input, double... numbers) {
    return new Truth(asked, input, Arrays.stream(numbers).boxed().toList());
  }

  private Nasty and(Truth truth) {
    List<Truth> more = new ArrayList<>(truths);
    more.add(truth);
    return new Nasty(name, formula, at, ulps, largest, more);
  }

  Nasty value(double... numbers) {
    return and(truth(Asked.VALUE, 0, numbers));
  }

  Nasty gradient(double... numbers) {
    return gradientBy(0, numbers);
  }

  Nasty gradientBy(int input, double... numbers) {
    return and(truth(Asked.GRADIENT, input, numbers));
  }

  Nasty second(double... numbers) {
    return secondBy(0, numbers);
  }

  Nasty secondBy(int input, double... numbers) {
    return and(truth(Asked.SECOND, input, numbers));
  }

  /// The truth has no derivative there, but the answer must be a number.
  Nasty finiteGradient() {
    return and(truth(Asked.FINITE_GRADIENT, 0));
  }

  Nasty ulps(double allowed) {
    return new Nasty(name, formula, at, allowed, largest, truths);
  }

  Nasty exact() {
    return ulps(0);
  }

  Nasty largest(double term) {
    return new Nasty(name, formula, at, ulps, term, truths);
  }

  /// Drops what is stored about the second derivative, which a kink or an overflow makes moot.
  Nasty firstOrder() {
    return new Nasty(
        name,
        formula,
        at,
        ulps,
        largest,
        truths.stream().filter(t -> t.asked != Asked.SECOND).toList());
  }

  void check(Executor executor) {
    assertTrue(!truths.isEmpty(), "an entry must say what is true");
    List<Input> inputs = new ArrayList<>();
    Map<Input, Tensor> bindings = new HashMap<>();
    for (int i = 0; i < at.size(); i++) {
      inputs.add(Input.of("x" + i, at.get(i).type()));
      bindings.put(inputs.get(i), at.get(i));
    }
    Expr value = formula.apply(inputs);
    List<Expr> outputs = truths.stream().map(t -> asked(t, value, inputs)).toList();
    var together = executor.of(outputs);
    List<Tensor> results = together.run(used(together.inputs(), bindings));
    for (int i = 0; i < truths.size(); i++) {
      Truth truth = truths.get(i);
      compare(truth, results.get(i), " (all in one)");
      var alone = executor.of(outputs.get(i));
      compare(truth, alone.run(used(alone.inputs(), bindings)).getFirst(), "");
    }
  }

  private static Expr asked(Truth truth, Expr value, List<Input> inputs) {
    Expr x = inputs.get(truth.input);
    return switch (truth.asked) {
      case VALUE -> value;
      case GRADIENT, FINITE_GRADIENT -> slope(value, x);
      case SECOND -> slopeOrZero(slope(value, x), x);
    };
  }

  /// A first derivative that does not move with x is disconnected from it: its slope is 0.
  private static Expr slopeOrZero(Expr y, Expr x) {
    return switch (Grad.grad(y.sum(), x).answer(x)) {
      case Gradient.Connected(Expr gradient) -> gradient;
      case Gradient.Disconnected _ -> Constant.of(Tensor.zeros(x.type()));
      case Gradient.NonDifferentiable(String why) -> throw new AssertionError(why);
    };
  }

  /// The gradient of the sum of y.
  static Expr slope(Expr y, Expr x) {
    Expr gradient = Grad.grad(y.sum(), x).of(x);
    assertEquals(x.type(), gradient.type());
    return gradient;
  }

  private static Map<Expr, Tensor> used(
      Iterable<? extends Expr> inputs, Map<? extends Expr, Tensor> all) {
    Map<Expr, Tensor> used = new HashMap<>();
    inputs.forEach(input -> used.put(input, Objects.requireNonNull(all.get(input))));
    return used;
  }

  private void compare(Truth truth, Tensor result, String how) {
    double[] actual = result.cast(DType.FLOAT64).toDoubleArray();
    String text = name + ", " + truth + how + ": expected " + truth.numbers + ", got " + result;
    if (truth.asked == Asked.FINITE_GRADIENT) {
      assertTrue(!result.hasNonFinite(), text);
      return;
    }
    assertEquals(truth.numbers.size(), actual.length, text);
    for (int i = 0; i < actual.length; i++) {
      assertTrue(near(truth.numbers.get(i), actual[i], result.dtype()), text + " at " + i);
    }
  }

  private boolean near(double expected, double actual, DType dtype) {
    double truth = dtype == DType.FLOAT32 ? (float) expected : expected;
    // Adding 0 makes the zeros equal; compare takes NaN for equal to itself.
    if (Double.compare(truth + 0.0, actual + 0.0) == 0) {
      return true;
    }
    double term = Math.max(Math.abs(truth), largest);
    double unit = dtype == DType.FLOAT32 ? Math.ulp((float) term) : Math.ulp(term);
    return Double.isFinite(truth) && Math.abs(actual - truth) <= ulps * unit;
  }

  @Override
  public String toString() {
    return name;
  }
}
