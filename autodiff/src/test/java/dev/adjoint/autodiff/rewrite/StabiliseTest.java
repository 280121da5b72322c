package dev.adjoint.autodiff.rewrite;

import static dev.adjoint.autodiff.op.ClipGradient.clipGradient;
import static dev.adjoint.autodiff.op.Cos.cos;
import static dev.adjoint.autodiff.op.Erf.erf;
import static dev.adjoint.autodiff.op.Log10.log10;
import static dev.adjoint.autodiff.op.Log1p.log1p;
import static dev.adjoint.autodiff.op.Log2.log2;
import static dev.adjoint.autodiff.op.Logit.logit;
import static dev.adjoint.autodiff.op.Maximum.maximum;
import static dev.adjoint.autodiff.op.Maximum.minimum;
import static dev.adjoint.autodiff.op.NormalCdf.normalCdf;
import static dev.adjoint.autodiff.op.Reciprocal.reciprocal;
import static dev.adjoint.autodiff.op.ScaleGradient.scaleGradient;
import static dev.adjoint.autodiff.op.Softmax.softmax;
import static dev.adjoint.autodiff.op.Where.where;
import static dev.adjoint.autodiff.op.XLogY.xlogy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.exec.Executable;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Cosh;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StabiliseTest {
  private static final Input X = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(2, 3)));
  private static final Input W = Input.of("w", new TensorType(DType.FLOAT64, Shape.of(2, 3)));
  private static final Expr ONE = Constant.scalar(1, DType.FLOAT64);

  private static final Expr ONES = ONE.broadcast(Shape.of(2, 3));
  private static final Expr ZERO = Constant.scalar(0, DType.FLOAT64);
  private static final Expr HALF = Constant.scalar(0.5, DType.FLOAT64);

  private static Expr rest(Expr x) {
    return ONE.minus(x);
  }

  /// What is written, and the ops of what it becomes, in an order of a walk.
  record Rewriting(String name, Expr written, String becomes) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Rewriting of(String name, Expr written, String becomes) {
    return new Rewriting(name, written, becomes);
  }

  static Stream<Rewriting> rewritings() {
    Expr p = X.sigmoid();
    Expr e = X.exp();
    Expr label = Constant.of(Tensor.of(new long[] {2, 0}));
    Expr mask = Compare.less(W, X);
    return Stream.of(
        of("1 − σ(x)", rest(p), "negate sigmoid"),
        of("1 − σ(−x)", rest(X.negate().sigmoid()), "sigmoid"),
        of("σ(x) − 1", p.minus(1), "negate sigmoid negate"),
        of("1 + −σ(x)", ONE.plus(p.negate()), "negate sigmoid"),
        of("1 − e^x", rest(e), "expm1 negate"),
        of("e^x − 1", e.minus(1), "expm1"),
        of("e^x + −1", e.plus(-1), "expm1"),
        of("1 − (1 − x)", rest(rest(X)), ""),
        of("1 − cos x", rest(cos(X)), "broadcast multiply sin square broadcast multiply"),
        of("1 − erf x", rest(erf(X)), "erfc"),
        of("1 + erf x", ONE.plus(erf(X)), "negate erfc"),
        of("1 − Φ(x)", rest(normalCdf(X)), "negate normalCdf"),
        of("ln Φ(x)", normalCdf(X).log(), "logNormalCdf"),
        of(
            "ln(½(1 + erf x))",
            ONE.plus(erf(X)).times(0.5).log(),
            "broadcast log negate broadcast multiply logNormalCdf broadcast add add"),
        of("1 − softmax", rest(softmax(X, 1)), "logSoftmax expm1 negate"),
        of("1 − through moves", rest(p.transpose()), "negate sigmoid transpose"),
        of(
            "1 − through where",
            rest(where(mask, p, W)),
            "less negate sigmoid negate broadcast add where"),
        of("ln σ(x)", p.log(), "logSigmoid"),
        of("ln(1 − σ(x))", rest(p).log(), "negate logSigmoid"),
        of("ln σ through moves", p.reshape(3, 2).transpose().log(), "logSigmoid reshape transpose"),
        of("ln σ, twice negated", X.negate().negate().sigmoid().log(), "negate negate logSigmoid"),
        of("ln of a clip", clipGradient(p, -1, 1).log(), "sigmoid clipGradient log"),
        of(
            "1 − a scaled gradient",
            rest(scaleGradient(p, -1)),
            "broadcast sigmoid scaleGradient subtract"),
        of("ln softmax", softmax(X, 1).log(), "logSoftmax"),
        of("ln e^x", e.log(), ""),
        of("ln cosh x", Cosh.cosh(X).log(), "logCosh"),
        of("ln softplus", Softplus.softplus(X).log(), "logSoftplus"),
        of("ln(1 + e^x)", e.plus(1).log(), "softplus"),
        of("ln(1 + x)", X.plus(1).log(), "log1p"),
        of("ln(1 − x)", rest(X).log(), "negate log1p"),
        of("ln(1 − e^x)", rest(e).log(), "log1mExp"),
        of("log1p(e^x)", log1p(e), "softplus"),
        of("log1p(−σ(x))", log1p(p.negate()), "negate logSigmoid"),
        of("log2 σ(x)", log2(p), "logSigmoid broadcast divide"),
        of("log10 σ(x)", log10(p), "logSigmoid broadcast divide"),
        of(
            "xlogy(w, σ(x))",
            xlogy(W, p),
            "broadcast notEqual logSigmoid broadcast notEqual or multiply broadcast where"),
        of("ln(w·σ(x))", W.times(p).log(), "log logSigmoid add"),
        of("ln √σ(x)", p.sqrt().log(), "logSigmoid broadcast multiply"),
        of("ln σ(x)³", p.pow(3).log(), "logSigmoid broadcast multiply"),
        of("ln 1/e^x", reciprocal(e).log(), "broadcast multiply"),
        of("ln Σ e^x", e.sum(1).log(), "logSumExp"),
        of("ln Σ Σ e^x", e.sum().log(), "logSumExp logSumExp"),
        of("ln(e^x + e^w)", e.plus(W.exp()).log(), "logAddExp"),
        of("ln(σ(x) + 1e-7)", p.plus(1e-7).log(), "sigmoid broadcast add log"),
        of("ln(σ(x) + w)", p.plus(W).log(), "sigmoid add log"),
        of("e^x / Σ e^x", e.dividedBy(e.sum(1).reshape(2, 1)), "softmax"),
        of(
            "e^x / Σ e^x, written twice",
            X.exp().dividedBy(X.exp().sum(1).reshape(2, 1)),
            "softmax"),
        of("e^x / Σ e^x along 0", e.dividedBy(e.sum(0)), "softmax"),
        of(
            "e^x / Σ, the wrong rows",
            square().exp().dividedBy(square().exp().sum(1)),
            "reshape sum broadcast broadcast add reshape sum broadcast broadcast add logSumExp"
                + " broadcast subtract exp"),
        of(
            "ln of a picked share",
            gathered(e, label).dividedBy(e.sum(1)).log(),
            "logSoftmax gather"),
        of("picked less logSumExp", gathered(X, label).minus(e.sum(1).log()), "logSoftmax gather"),
        of("1/(1 + e^−x)", ONE.dividedBy(X.negate().exp().plus(1)), "sigmoid"),
        of("recip(1 + e^x)", reciprocal(e.plus(1)), "negate sigmoid"),
        of("ln(1 + 1 + e^x)", ONES.plus(1).plus(e).log(), "broadcast logAddExp"),
        of("ln(1 + e^x + 1)", ONES.plus(e).plus(1).log(), "softplus softplus"),
        of("e^x/(e^x + 1 + 1)", e.dividedBy(e.plus(1).plus(1)), "broadcast subtract sigmoid"),
        of(
            "w/(1 + e^x + 2)",
            W.dividedBy(ONES.plus(e).plus(2)),
            "broadcast logAddExp negate sigmoid multiply"),
        of("w/(1 + e^−x)", W.dividedBy(X.negate().exp().plus(1)), "sigmoid multiply"),
        of("x/(1 + e^−x)", X.dividedBy(ONE.plus(X.negate().exp())), "sigmoid multiply"),
        of("e^x/(1 + e^x)", e.dividedBy(e.plus(1)), "sigmoid"),
        of("e^x/(e^x + e^w)", e.dividedBy(W.exp().plus(e)), "subtract sigmoid"),
        of("w/e^x", W.dividedBy(e), "negate exp multiply"),
        of("e^w/e^x", W.exp().dividedBy(e), "subtract exp"),
        of("x/w", X.dividedBy(W), "divide"),
        of("x − ln Σ e^x", X.minus(e.sum(1).log().reshape(2, 1)), "logSoftmax"),
        of("ln(e^−x − 1)", X.negate().exp().minus(1).log(), "negate negate log1mExp add"),
        of(
            "softplus(x) − w·x",
            Softplus.softplus(X).minus(W.times(X)),
            "broadcast lessOrEqual negate softplus negate broadcast add multiply add softplus"
                + " negate multiply add where"),
        of("min(relu(x), ½)", minimum(X.relu(), HALF), "relu broadcast minimum"),
        of("softplus(x) − x", Softplus.softplus(X).minus(X), "negate softplus"),
        of("logit(σ(x))", logit(p), ""),
        of("ln(p/(1 − p))", p.dividedBy(rest(p)).log(), ""),
        of("max(x, 0)", maximum(X, ZERO), "relu"),
        of("max(0, x)", maximum(ZERO, X), "relu"),
        of("min(x, 0)", minimum(X, ZERO), "broadcast minimum"),
        of("max(min(x, ½), 0)", maximum(minimum(X, HALF), ZERO), "clamp"),
        of("min(max(x, 0), ½)", minimum(maximum(X, ZERO), HALF), "clamp"),
        of(
            "min(max(x, 1), ½)",
            minimum(maximum(X, ONE), HALF),
            "broadcast maximum broadcast minimum"),
        of("√x²", X.square().sqrt(), "abs"),
        of("√(x·x)", X.times(X).pow(0.5), "abs"),
        of("√(x² + w²)", X.square().plus(W.times(W)).sqrt(), "hypot"),
        of("√Σx²", X.square().sum(1).sqrt(), "norm"),
        of("√Σ(x·−w)", X.times(W.negate()).sum(1).sqrt(), "negate multiply sum sqrt"));
  }

  private static Expr square() {
    return X.reshape(6).sum().broadcast(Shape.of(3, 3)).plus(0);
  }

  private static Expr gathered(Expr x, Expr label) {
    return new Gather(1).of(x, label);
  }

  private static String ops(Expr x) {
    return String.join(
        " ",
        Graph.topological(List.of(x)).stream()
            .filter(Apply.class::isInstance)
            .map(node -> ((Apply) node).op().name())
            .toList());
  }

  @ParameterizedTest
  @MethodSource
  void rewritings(Rewriting rewriting) {
    Expr stable = Stabilise.of(List.of(rewriting.written())).outputs().getFirst();
    assertEquals(rewriting.becomes(), ops(stable));
  }

  /// Where both are accurate, nothing changes but rounding; and marked formulas stay as they are.
  @ParameterizedTest
  @MethodSource("rewritings")
  void sayTheSame(Rewriting rewriting) {
    Expr written = rewriting.written();
    Map<Input, Tensor> point =
        Map.of(
            X, Tensor.of(new double[][] {{-0.5, -0.25, -0.875}, {-0.625, -0.125, -0.75}}),
            W, Tensor.of(new double[][] {{0.5, 2, 0.25}, {1, 3, 0.75}}));
    Expr literal = written.asWritten();
    assertEquals(
        ops(written) + " asWritten", ops(Stabilise.of(List.of(literal)).outputs().getFirst()));
    for (Executor executor : Executor.values()) {
      assertClose(value(executor, literal, point), value(executor, written, point));
      Expr stableSlope = Grad.grad(written.square().sum(), X).of(X);
      Expr literalSlope = Grad.grad(literal.square().sum(), X).of(X);
      assertClose(value(executor, literalSlope, point), value(executor, stableSlope, point));
    }
  }

  /// A value under those bindings that it depends on.
  private static Tensor value(Executor executor, Expr y, Map<Input, Tensor> bindings) {
    Executable executable = executor.of(y);
    Map<Input, Tensor> needed = new HashMap<>(bindings);
    needed.keySet().retainAll(executable.inputs());
    return executable.run(needed).getFirst();
  }

  private static void assertClose(Tensor expected, Tensor actual) {
    for (int i = 0; i < expected.size(); i++) {
      double e = expected.reshape(Shape.of(expected.size())).doubleAt(i);
      double a = actual.reshape(Shape.of(actual.size())).doubleAt(i);
      assertEquals(e, a, 1e-14 * (1 + Math.abs(e)));
    }
  }

  private static double at(Executor executor, Expr y, Input x, double value) {
    return value(executor, y, Map.of(x, Tensor.of(new double[] {value}).reshape(Shape.scalar())))
        .item();
  }

  /// A target in the middle of a pattern is a cut: the answer is that of the formula in terms of
  /// it.
  @ParameterizedTest
  @EnumSource
  void targetsInsideAPattern(Executor executor) {
    Input z = Input.of("z", new TensorType(DType.FLOAT64, Shape.scalar()));
    Expr p = z.sigmoid();
    Expr q = rest(p);
    Expr loss = q.log().plus(p.log());
    Gradients gradients = Grad.grad(loss, z, p, q);
    assertEquals(-1, at(executor, gradients.of(q), z, 0) - 3);
    assertEquals(0, at(executor, gradients.of(p), z, 0));
    assertEquals(0, at(executor, gradients.of(z), z, 0));
    assertEquals(
        StrictMath.exp(-40) - 1 / (1 + StrictMath.exp(-40)),
        at(executor, gradients.of(z), z, 40),
        1e-30);
    double p1 = 1 / (1 + StrictMath.exp(-1));
    assertEquals(1 / (1 - p1), at(executor, gradients.of(q), z, 1), 1e-14);
    assertEquals(1 / p1 - 1 / (1 - p1), at(executor, gradients.of(p), z, 1), 1e-14);
    assertEquals(
        at(executor, Grad.grad(loss.asWritten(), p).of(p), z, 1),
        at(executor, gradients.of(p), z, 1),
        1e-14);
  }

  /// A rule may answer with a node that is there already, and that others use too.
  @ParameterizedTest
  @EnumSource
  void targetsThatBecomeAnotherNode(Executor executor) {
    Input z = Input.of("z", new TensorType(DType.FLOAT64, Shape.scalar()));
    Expr y = z.square();
    Expr same = rest(rest(y));
    Gradients gradients = Grad.grad(same.times(3).plus(y.times(5)), same, y, z);
    assertEquals(3, at(executor, gradients.of(same), z, 2));
    assertEquals(8, at(executor, gradients.of(y), z, 2));
    assertEquals(32, at(executor, gradients.of(z), z, 2));
  }

  @ParameterizedTest
  @EnumSource
  void aMarkedPartIsLiteralBesideAStableOne(Executor executor) {
    Input z = Input.of("z", new TensorType(DType.FLOAT64, Shape.scalar()));
    Expr p = z.sigmoid();
    assertEquals(-1000, at(executor, p.log(), z, -1000));
    assertEquals(Double.NEGATIVE_INFINITY, at(executor, p.log().asWritten(), z, -1000));
    Expr both = p.log().plus(p.log().asWritten().times(2));
    Gradients gradients = Grad.grad(both, z, p);
    assertEquals(3, at(executor, gradients.of(z), z, 0) * 2);
    assertEquals(6, at(executor, gradients.of(p), z, 0));
    Expr slope = Grad.grad(p.log().asWritten(), z).of(z);
    assertTrue(Double.isNaN(at(executor, slope, z, -1000)));
    assertEquals(1, at(executor, Grad.grad(p.log(), z).of(z), z, -1000));
  }

  /// Asking for more makes no answer worse, and constants can be asked about too.
  @ParameterizedTest
  @EnumSource
  void targetsDoNotSpoilEachOther(Executor executor) {
    Input z = Input.of("z", new TensorType(DType.FLOAT64, Shape.scalar()));
    Expr e = z.exp();
    Gradients both = Grad.grad(e.log(), e, z);
    assertEquals(1, at(executor, both.of(z), z, 1000));
    assertEquals(StrictMath.exp(-2), at(executor, both.of(e), z, 2), 1e-16);
    Expr k = Constant.scalar(1, DType.FLOAT64);
    Expr p = z.sigmoid();
    Expr rest = k.minus(p).square();
    assertEquals(
        2 * (1 - 1 / (1 + StrictMath.exp(-1))),
        at(executor, Grad.grad(rest, k).of(k), z, 1),
        1e-15);
    Expr zero = Constant.scalar(0, DType.FLOAT64);
    Expr kinked = maximum(z, zero).plus(zero.times(3));
    assertEquals(4, at(executor, Grad.grad(kinked, zero).of(zero), z, -1));
  }

  /// Nothing times the logarithm of nothing stays nothing, in value and slope.
  @ParameterizedTest
  @EnumSource
  void entropyWithAClassThatIsMasked(Executor executor) {
    Input z = Input.of("v", new TensorType(DType.FLOAT64, Shape.of(3)));
    Expr s = softmax(z, 0);
    Expr entropy = xlogy(s, s).sum().negate();
    Map<Input, Tensor> at = Map.of(z, Tensor.of(1, Double.NEGATIVE_INFINITY, 3.0));
    double p = 1 / (1 + StrictMath.exp(2));
    double h = -p * StrictMath.log(p) - (1 - p) * StrictMath.log(1 - p);
    assertEquals(h, value(executor, entropy, at).item(), 1e-15);
    double slope = -p * (StrictMath.log(p) + h);
    double[] slopes = value(executor, Grad.grad(entropy, z).of(z), at).toDoubleArray();
    assertArrayEquals(new double[] {slope, 0, -slope}, slopes, 1e-15);
  }

  /// What t·x would cancel against a weight beyond 1 does not come in.
  @ParameterizedTest
  @EnumSource
  void softplusLessALargeMultiple(Executor executor) {
    Input z = Input.of("z", new TensorType(DType.FLOAT64, Shape.scalar()));
    Expr y = Softplus.softplus(z).minus(Constant.scalar(1e10, DType.FLOAT64).times(z));
    assertEquals(StrictMath.log(2) - 1 + 5e-11, at(executor, y, z, 1e-10), 1e-15);
    Expr slope = Grad.grad(y, z).of(z);
    assertEquals(0.25, at(executor, Grad.grad(slope, z).of(z), z, 0), 1e-16);
  }

  /// More terms than a pattern sees are left as they are, not half rewritten.
  @ParameterizedTest
  @EnumSource
  void sumsOfManyTerms(Executor executor) {
    Input z = Input.of("z", new TensorType(DType.FLOAT64, Shape.scalar()));
    for (int n : new int[] {30, 60, 1000}) {
      Expr sum = z.exp();
      for (int i = 1; i < n; i++) {
        sum = sum.plus(z.plus(i * 1e-3).exp());
      }
      double value = at(executor, sum.log(), z, 1000);
      assertEquals(n < 100 ? 1000 + StrictMath.log(n) : Double.POSITIVE_INFINITY, value, 0.1);
      assertEquals(at(executor, sum.log().asWritten(), z, 1), at(executor, sum.log(), z, 1), 1e-13);
    }
  }

  /// The kink is that of the function, however it is spelled.
  @ParameterizedTest
  @EnumSource
  void reluAndClampSpelledAsExtremes(Executor executor) {
    Input z = Input.of("z", new TensorType(DType.FLOAT64, Shape.scalar()));
    assertEquals(0, at(executor, Grad.grad(maximum(z, ZERO), z).of(z), z, 0));
    Expr clamp = minimum(maximum(z, ZERO), ONE);
    assertEquals(1, at(executor, Grad.grad(clamp, z).of(z), z, 0));
    assertEquals(1, at(executor, Grad.grad(clamp, z).of(z), z, 1));
    assertEquals(0.5, at(executor, Grad.grad(maximum(z, ONE), z).of(z), z, 1));
  }

  /// Signs are not assumed: ln(w·v·σ) of two negative factors is finite.
  @ParameterizedTest
  @EnumSource
  void factorsOfAnySign(Executor executor) {
    Input z = Input.of("z", new TensorType(DType.FLOAT64, Shape.scalar()));
    Expr product = z.times(z.minus(5)).times(z.sigmoid()).log();
    assertEquals(
        StrictMath.log(6) - StrictMath.log1p(StrictMath.exp(1)),
        at(executor, product, z, -1),
        1e-15);
    Expr weighted = z.exp().times(3).minus(z.exp()).log();
    assertEquals(1000 + StrictMath.log(2), at(executor, weighted, z, 1000), 1e-12);
    assertEquals(1, at(executor, Grad.grad(weighted, z).of(z), z, 1000), 1e-15);
  }

  /// The weights of a sum keep their derivative where they are 0.
  @ParameterizedTest
  @EnumSource
  void weightsThatAreZero(Executor executor) {
    Input t = Input.of("t", new TensorType(DType.FLOAT64, Shape.scalar()));
    Expr z = Constant.scalar(-3, DType.FLOAT64);
    Expr mixture = t.times(z.sigmoid()).plus(rest(t).times(rest(z.sigmoid()))).log();
    double p = 1 / (1 + StrictMath.exp(3));
    assertEquals(StrictMath.log(p), at(executor, mixture, t, 1), 1e-15);
    assertEquals((2 * p - 1) / p, at(executor, Grad.grad(mixture, t).of(t), t, 1), 1e-13);
    assertEquals((2 * p - 1) / (1 - p), at(executor, Grad.grad(mixture, t).of(t), t, 0), 1e-15);
  }

  @Test
  void whatNoRuleMatchesIsLeftAlone() {
    Expr y = X.matmul(W.transpose()).relu().sum();
    assertSame(y, Stabilise.of(List.of(y)).outputs().getFirst());
    Expr named = X.sigmoid().log().named("loss");
    Expr stable = Stabilise.of(List.of(named)).outputs().getFirst();
    assertEquals("loss", stable.name().orElseThrow());
    Origin.Rewritten origin = (Origin.Rewritten) stable.origin();
    assertEquals("log of exponentials", origin.rule());
    assertSame(named, origin.from().getFirst());
  }

  /// The softmax family refuses an empty axis; sums do not.
  @ParameterizedTest
  @EnumSource
  void nothingAtAll(Executor executor) {
    Input none = Input.of("none", new TensorType(DType.FLOAT64, Shape.of(0, 3)));
    Expr e = none.exp();
    for (Expr y :
        List.of(
            e.sum(0).log(),
            e.mean(0).log(),
            e.dividedBy(e.sum(0)),
            none.minus(e.sum(0).log()),
            none.square().sum(0).sqrt())) {
      Map<Input, Tensor> at = Map.of(none, Tensor.zeros(none.type()));
      assertEquals(value(executor, y.asWritten(), at), value(executor, y, at));
    }
  }

  /// Bounded patterns, no recursion over the graph.
  @Test
  void longChains() {
    Expr product = X;
    Expr sum = X;
    for (int i = 0; i < 2_000; i++) {
      product = product.times(X.sigmoid());
      sum = sum.plus(product.log());
    }
    Expr stable = Stabilise.of(List.of(sum)).outputs().getFirst();
    assertTrue(Graph.topological(List.of(stable)).size() < 2_000 * 400);
  }

  @Test
  void everyRuleSaysWhatItDoes() {
    assertEquals(
        Stabilise.RULES.size(), Stabilise.RULES.stream().map(Rule::name).distinct().count());
    for (Rule rule : Stabilise.RULES) {
      assertTrue(rule.says().contains("="), rule.name());
    }
  }

  /// The logarithm of a weighted sum takes the largest term out once, not once for each rule that
  /// meets what the first has made.
  @Test
  void aWeightedSumIsTakenIntoTheLogDomainOnce() {
    Input weights = Input.of("weights", DType.FLOAT64, 3);
    Input logits = Input.of("logits", DType.FLOAT64, 3);
    for (Expr y :
        List.of(
            weights.times(logits.exp()).sum().log(),
            weights.times(logits.exp()).plus(weights.times(logits.sigmoid())).log().sum())) {
      Expr stable = Stabilise.of(List.of(y)).outputs().getFirst();
      assertTrue(Graph.topological(List.of(stable)).size() <= 40);
      assertSame(stable, Stabilise.of(List.of(stable)).outputs().getFirst());
    }
  }

  /// However the number is repeated: as a difference, here, behind a broadcast.
  @Test
  void aComplementOfANumberIsANumber() {
    Input z = Input.of("z", DType.FLOAT64, 3);
    Expr target = Constant.scalar(0.25, DType.FLOAT64);
    Expr rest = Constant.scalar(1, DType.FLOAT64).minus(target);
    Expr p = z.sigmoid();
    Expr y = target.times(p).plus(rest.times(p.negate().plus(1))).log();
    Expr stable = Stabilise.of(List.of(y)).outputs().getFirst();
    assertTrue(Graph.topological(List.of(stable)).size() <= 16, () -> "not seen as a whole");
  }
}
