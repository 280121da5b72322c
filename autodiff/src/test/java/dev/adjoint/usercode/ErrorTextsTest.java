package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.exec.BindingException;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.GradientException;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.Any;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Bernoulli;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Logical;
import dev.adjoint.autodiff.op.MatMul;
import dev.adjoint.autodiff.op.Not;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.Uniform;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a user reads after a mistake: the op, the rule with what was given, and the line. In a
/// package of its own, because the library passes its own frames over.
final class ErrorTextsTest {
  private final Input v = Input.of("v", DType.FLOAT64, 3);
  private final Input w = Input.of("w", DType.FLOAT64, 4);
  private final Input f = Input.of("f", DType.FLOAT32, 3);
  private final Input i = Input.of("i", DType.INT64, 2);
  private final Input c = Input.of("c", DType.BOOL, 3);
  private final Input a = Input.of("a", DType.FLOAT64, 2, 3);
  private final Input b = Input.of("b", DType.FLOAT64, 4, 5);
  private final Input s = Input.of("s", DType.FLOAT64);
  private final Input e = Input.of("e", DType.FLOAT64, 0, 3);
  private final Input batch =
      Input.of("batch", new TensorType(DType.FLOAT64, Shape.of(Dim.of("m", 4), Dim.of(3))));

  private record Mistake(
      String text, String given, Class<? extends AdjointException> type, Supplier<?> build) {}

  private static Mistake shape(String text, String given, Supplier<?> build) {
    return new Mistake(text, given, ShapeException.class, build);
  }

  private static Mistake dtype(String text, String given, Supplier<?> build) {
    return new Mistake(text, given, DTypeException.class, build);
  }

  private static final String V = "v: float64[3]";
  private static final String A = "a: float64[2, 3]";
  private static final String C = "c: bool[3]";

  private List<Mistake> mistakesOfBuilding() {
    List<Mistake> table = new ArrayList<>();
    table.add(
        shape(
            "[add] [3] and [4] do not fit: axis -1 has sizes 3 and 4",
            V + ", w: float64[4]",
            () -> v.plus(w)));
    table.add(
        shape(
            "[add] shapes must be equal, got [3] and [4]",
            V + ", w: float64[4]",
            () -> new Add().of(v, w)));
    table.add(shape("[add] takes 2 operands, not 1", V, () -> new Add().of(v)));
    table.add(
        dtype(
            "[add] operands must have one dtype, got float64 and float32: nothing is promoted"
                + " silently, use cast",
            V + ", f: float32[3]",
            () -> v.plus(f)));
    table.add(
        dtype(
            "[divide] needs floating operands, not int64",
            "i: int64[2], i: int64[2]",
            () -> i.dividedBy(i)));
    table.add(dtype("[exp] needs a floating operand, not int64", "i: int64[2]", () -> i.exp()));
    table.add(dtype("[negate] needs a floating operand, not bool", C, () -> c.negate()));
    table.add(
        shape(
            "[matmul] inner dimensions must be equal: [2, 3] × [4, 5]",
            A + ", b: float64[4, 5]",
            () -> a.matmul(b)));
    table.add(
        shape(
            "[matmul] needs at least one axis on each side",
            "s: float64[], " + A,
            () -> s.matmul(a)));
    table.add(
        shape(
            "[matmul] needs matrices with equal leading axes: [3] × [2, 3]",
            V + ", " + A,
            () -> new MatMul().of(v, a)));
    table.add(
        dtype(
            "[matmul] needs two operands of one numeric dtype, got float64 and float32",
            A + ", g: float32[3, 2]",
            () -> a.matmul(Input.of("g", DType.FLOAT32, 3, 2))));
    table.add(shape("[transpose] needs at least two axes, got [3]", V, () -> v.transpose()));
    table.add(
        shape(
            "[permute] axes must be a permutation of 0..1, got [0, 0] for [2, 3]",
            A,
            () -> a.permute(0, 0)));
    table.add(
        shape(
            "[reshape] sizes must be equal: [2, 3] has 6 elements, [4] has 4",
            A,
            () -> a.reshape(4)));
    table.add(shape("[sum] there is no axis 2 in a shape of rank 2", A, () -> a.sum(2)));
    table.add(shape("[mean] there is no axis -3 in a shape of rank 2", A, () -> a.mean(-3)));
    table.add(shape("[max] axes must differ, got [0, -2]", A, () -> a.max(0, -2)));
    table.add(
        shape(
            "[flip] there is no axis 0 in a shape of rank 0",
            "s: float64[]",
            () -> Flip.flip(s, 0)));
    table.add(shape("[max] axis 0 of [0, 3] is empty", "e: float64[0, 3]", () -> e.max(0)));
    table.add(
        shape(
            "[argMax] axis 0 of [0, 3] is empty",
            "e: float64[0, 3]",
            () -> ArgExtremum.argMax(e, 0)));
    table.add(
        shape(
            "[softmax] axis 0 of [0, 3] is empty",
            "e: float64[0, 3]",
            () -> Softmax.softmax(e, 0)));
    table.add(
        dtype(
            "[logSumExp] needs floating numbers, not int64",
            "i: int64[2]",
            () -> LogSumExp.logSumExp(i, 0)));
    table.add(dtype("[sum] needs numbers, not bool: cast to count", C, () -> c.sum()));
    table.add(dtype("[any] needs bool, not float64", V, () -> Any.any(v)));
    table.add(
        dtype("[and] needs bool operands, not float64", V + ", " + V, () -> Logical.and(v, v)));
    table.add(dtype("[not] needs a bool operand, not float64", V, () -> Not.not(v)));
    table.add(
        dtype(
            "[less] compares numbers, not bool: use and, or, not",
            C + ", " + C,
            () -> Compare.less(c, c)));
    table.add(
        dtype(
            "[where] needs a bool condition, not float64",
            V + ", " + V + ", " + V,
            () -> Where.where(v, v, v)));
    table.add(
        dtype(
            "[where] operands must have one dtype, got float64 and float32: nothing is promoted"
                + " silently, use cast",
            C + ", " + V + ", f: float32[3]",
            () -> Where.where(c, v, f)));
    table.add(
        shape(
            "[slice] range 1..5 is not within axis 0 of length 3",
            V,
            () -> Slice.slice(v, 0, 1, 5)));
    table.add(
        shape(
            "[slice] range 2..1 is not within axis 0 of length 3",
            V,
            () -> Slice.slice(v, 0, 2, 1)));
    table.add(
        shape(
            "[slice] range -1..2 is not within axis 0 of length 3",
            V,
            () -> Slice.slice(v, 0, -1, 2)));
    table.add(
        shape(
            "[slice] start 0, size 3, step 2 do not fit axis 0 of [3]",
            V,
            () -> new Slice(List.of(Dim.of(0)), List.of(Dim.of(3)), List.of(2)).of(v)));
    table.add(
        shape("[pad] lengths must not be negative, got -1 and 0", V, () -> Pad.pad(v, 0, -1, 0)));
    table.add(
        dtype(
            "[gather] needs int64 indices, not float64", A + ", " + V, () -> Gather.gather(a, v)));
    table.add(
        shape(
            "[gather] needs an axis to index behind the 0 shared ones, got []",
            "s: float64[], i: int64[2]",
            () -> Gather.gather(s, i)));
    table.add(
        shape(
            "[gather] operands must have one rank",
            A + ", i: int64[2]",
            () -> Gather.takeAlong(a, i, 0)));
    table.add(
        shape(
            "[scatterAdd] updates must begin with the axes of the indices, got [3] and [2]",
            V + ", i: int64[2]",
            () -> ScatterAdd.scatterAdd(v, i, Dim.of(5))));
    table.add(dtype("[key] a key is int64[2]", V, () -> new Key(v)));
    table.add(
        dtype(
            "[uniform] draws floating numbers, not int64",
            "i: int64[2]",
            () -> Uniform.uniform(new Key(i), TensorType.of(DType.INT64, 2))));
    table.add(
        dtype(
            "[uniform] needs a key int64[2], got float64[3]",
            V,
            () -> new Uniform(TensorType.of(DType.FLOAT64, 2)).of(v)));
    table.add(
        dtype(
            "[bernoulli] needs floating probabilities, not bool",
            "i: int64[2], " + C,
            () -> Bernoulli.bernoulli(new Key(i), c)));
    table.add(
        shape(
            "[broadcast] [2, 3] and [4] do not fit: axis -1 has sizes 3 and 4",
            A,
            () -> a.broadcast(Shape.of(4))));
    table.add(
        shape("[broadcast] cannot broadcast [2, 3] to [3]", A, () -> a.broadcast(Shape.of(3))));
    table.add(
        shape(
            "[add] [m=4, 3] and [n=4, 3] do not fit: axes m=4 and n=4 have the same size but not"
                + " the same name",
            "batch: float64[m=4, 3], other: float64[n=4, 3]",
            () -> batch.plus(named("n", 4))));
    table.add(
        shape(
            "[add] [m=4, 3] and [m=1, 3] do not fit: axis m has size 1 here but is named, so it"
                + " does not broadcast",
            "batch: float64[m=4, 3], other: float64[m=1, 3]",
            () -> batch.plus(named("m", 1))));
    return table;
  }

  private static Input named(String axis, int size) {
    return Input.of(
        "other", new TensorType(DType.FLOAT64, Shape.of(Dim.of(axis, size), Dim.of(3))));
  }

  /// Three lines: the rule, what was given, the user's line.
  @TestFactory
  Stream<DynamicTest> buildingAGraph() {
    return mistakesOfBuilding().stream()
        .map(
            mistake ->
                DynamicTest.dynamicTest(
                    mistake.text(),
                    () -> {
                      AdjointException error =
                          assertThrows(AdjointException.class, () -> mistake.build().get());
                      List<String> lines = error.getMessage().lines().toList();
                      assertEquals(mistake.text(), lines.get(0));
                      assertEquals("  given: " + mistake.given(), lines.get(1));
                      assertTrue(
                          lines
                              .get(2)
                              .matches(
                                  "  at dev\\.adjoint\\.usercode\\.ErrorTextsTest\\..*\\(ErrorTextsTest\\.java:\\d+\\)"),
                          lines.get(2));
                      assertEquals(3, lines.size());
                      assertEquals(mistake.type(), error.getClass());
                    }));
  }

  @Test
  void theLineIsTheOneThatBuiltTheNode() {
    ShapeException error = assertThrows(ShapeException.class, () -> v.plus(w));
    int line = lineOfThisTest(error);
    assertTrue(
        error.getMessage().endsWith("ErrorTextsTest.java:" + line + ")"), error.getMessage());
  }

  private static int lineOfThisTest(Throwable error) {
    return Stream.of(error.getStackTrace())
        .filter(frame -> frame.getClassName().equals(ErrorTextsTest.class.getName()))
        .findFirst()
        .orElseThrow()
        .getLineNumber();
  }

  private static void says(
      Class<? extends AdjointException> type, String text, Supplier<?> mistake) {
    AdjointException error = assertThrows(type, () -> mistake.get());
    assertEquals(
        text, error.getMessage().replaceAll("\\(([A-Za-z]+Test\\.java):\\d+\\)", "($1:NN)"));
  }

  private static void binding(String text, Supplier<?> mistake) {
    says(BindingException.class, text, mistake);
  }

  @ParameterizedTest
  @EnumSource
  void binding(Executor executor) {
    Expr y = v.plus(v).named("y");
    Tensor three = Tensor.of(1.0, 2, 3);
    binding(
        "[run] input v: float64[3] is not bound; bound are none",
        () -> executor.value(y, Map.of()));
    binding(
        "[run] input v: float64[3] is not bound; bound are w",
        () -> executor.value(y, Map.of(w, three)));
    binding(
        "[run] input v: float64[3] is not bound; the binding given for 'v' belongs to another input"
            + " of that name",
        () -> executor.value(y, Map.of(Input.of("v", DType.FLOAT64, 3), three)));
    binding(
        "[run] w: float64[4] is bound, but the outputs do not depend on it as an input; their"
            + " inputs are v: leave it out",
        () -> executor.value(y, Map.of(v, three, w, three)));
    binding(
        "[run] y = add(v, v): float64[3] is bound, but the outputs do not depend on it as an input;"
            + " their inputs are v: leave it out",
        () -> executor.value(y, Map.of(v, three, y, three)));
    binding(
        "[run] input v: float64[3] is bound to float32[3]: cast the tensor or declare another"
            + " dtype",
        () -> executor.value(y, Map.of(v, Tensor.of(1f, 2, 3))));
    binding(
        "[run] input v: float64[3] is bound to float64[2]: only a named axis can change its length",
        () -> executor.value(y, Map.of(v, Tensor.of(1.0, 2))));
    binding(
        "[run] input v: float64[3] is bound to float64[1, 3]: only a named axis can change its"
            + " length",
        () -> executor.value(y, Map.of(v, Tensor.of(new double[][] {{1, 2, 3}}))));
    binding(
        "[run] input batch: float64[m=4, 3] is bound to float64[4, 2]",
        () ->
            executor.value(
                batch.exp(), Map.of(batch, Tensor.zeros(TensorType.of(DType.FLOAT64, 4, 2)))));
    Input longer = Input.of("longer", new TensorType(DType.FLOAT64, Shape.of(Dim.of("m", 5))));
    binding(
        "[run] axis m has length 4 in batch: float64[m=4, 3] and 5 in longer",
        () -> executor.value(batch.sum().plus(longer.sum()), Map.of()));
    Input other = named("m", 4);
    binding(
        "[run] axis m has length 2 in batch: float64[m=4, 3] and 5 in other",
        () ->
            executor.value(
                batch.plus(other),
                Map.of(
                    batch, Tensor.zeros(TensorType.of(DType.FLOAT64, 2, 3)),
                    other, Tensor.zeros(TensorType.of(DType.FLOAT64, 5, 3)))));
  }

  @ParameterizedTest
  @EnumSource
  void indicesOutsideTheirAxis(Executor executor) {
    Expr y = Gather.gather(v, i);
    Tensor three = Tensor.of(1.0, 2, 3);
    outside(
        "[gather] index 3 at position 1 ",
        "outside 0..2",
        () -> executor.value(y, Map.of(v, three, i, Tensor.of(0L, 3L))));
    outside(
        "[gather] index -1 at position 0 ",
        "outside 0..2",
        () -> executor.value(y, Map.of(v, three, i, Tensor.of(-1L, 0L))));
    Expr z = ScatterAdd.scatterAdd(Slice.slice(v, 0, 0, 2), i, Dim.of(2));
    outside(
        "[scatterAdd] index 9223372036854775807 at position 0 ",
        "outside 0..1",
        () -> executor.value(z, Map.of(v, three, i, Tensor.of(Long.MAX_VALUE, 0L))));
  }

  private static void outside(String start, String range, Supplier<?> mistake) {
    ShapeException error = assertThrows(ShapeException.class, () -> mistake.get());
    String text = error.getMessage();
    assertTrue(text.startsWith(start), text);
    assertTrue(text.contains(range), text);
    assertTrue(
        text.matches(
            "(?s).* at"
                + " dev\\.adjoint\\.usercode\\.ErrorTextsTest\\.indicesOutsideTheirAxis\\(ErrorTextsTest\\.java:\\d+\\)"),
        text);
  }

  private static void gradient(String text, Supplier<?> mistake) {
    says(GradientException.class, text, mistake);
  }

  @Test
  void gradients() {
    Expr y = v.exp().named("y");
    gradient(
        "[grad] the loss must be a scalar, got y = exp(v): float64[3]: reduce it by sum or mean, or"
            + " use vjp with a seed",
        () -> Grad.grad(y, v));
    Expr n = i.sum().named("n");
    gradient("[grad] the loss must be floating, not n = sum(i): int64[]", () -> Grad.grad(n, i));
    gradient("[grad] w: float64[4] was not requested", () -> Grad.grad(y.sum(), v).of(w));
    gradient(
        "[grad] there is no gradient with respect to w: float64[4]: the outputs do not depend on"
            + " it",
        () -> Grad.grad(y.sum(), w).of(w));
    gradient(
        "[grad] there is no gradient with respect to i: int64[2]: int64 values have no derivative",
        () -> Grad.grad(Gather.gather(v, i).sum(), i).of(i));
    Expr stopped = StopGradient.stopGradient(v);
    gradient(
        "[grad] there is no gradient with respect to v: float64[3]: the outputs depend on it only"
            + " through ops that let no gradient flow: stopGradient at"
            + " dev.adjoint.usercode.ErrorTextsTest.gradients(ErrorTextsTest.java:NN)",
        () -> Grad.grad(stopped.sum(), v).of(v));
    gradient(
        "[vjp] seed 0 is w: float64[4], but its output is y = exp(v): float64[3]",
        () -> Grad.vjp(List.of(y), List.of(w), List.of(v)));
    gradient(
        "[vjp] seed 0 is f: float32[3], but its output is y = exp(v): float64[3]",
        () -> Grad.vjp(List.of(y), List.of(f), List.of(v)));
    gradient(
        "[vjp] needs a seed for each of the 1 outputs, got 0",
        () -> Grad.vjp(List.of(y), List.of(), List.of(v)));
    gradient(
        "[vjp] seed 0 is i: int64[2], but its output is i: int64[2]",
        () -> Grad.vjp(List.of(i), List.of(i), List.of(i)));
  }

  /// Without a name a message shows the op and a number.
  @Test
  void unnamedNodesAreToldApart() {
    Expr y = v.exp();
    ShapeException error = assertThrows(ShapeException.class, () -> y.plus(w));
    assertTrue(
        error.getMessage().contains("given: exp#")
            && error.getMessage().contains(" = exp(v): float64[3], w: float64[4]"),
        error.getMessage());
    Expr constant = Constant.of(Tensor.of(1.0, 2));
    ShapeException other = assertThrows(ShapeException.class, () -> v.plus(constant));
    assertTrue(other.getMessage().contains("constant: float64[2]"), other.getMessage());
  }
}
