package dev.adjoint.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Cosh;
import dev.adjoint.autodiff.op.Logit;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.op.OpExamples;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.rewrite.Rule;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.symbolic.Printer;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `docs/numerics.md` is made of what the ops and the rules say of themselves, and of what examples
/// give when they are run.
class NumericsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "numerics.md");

  /// An expression of x, which is a number or the row [x, 0.5, −0.25], at a point.
  private record Example(boolean row, UnaryOperator<Expr> build, double at) {
    Input input() {
      Shape shape = row ? Shape.of(3) : Shape.scalar();
      return Input.of("x", new TensorType(DType.FLOAT64, shape));
    }

    Tensor point() {
      return row ? Tensor.of(at, 0.5, -0.25) : Tensor.of(at).reshape(Shape.scalar());
    }
  }

  private static Expr rest(Expr x) {
    return Constant.scalar(1, x.dtype()).minus(x);
  }

  private static List<Example> examples() {
    return List.of(
        new Example(false, x -> rest(x.sigmoid()), 40),
        new Example(false, x -> x.sigmoid().log(), -1000),
        new Example(false, x -> x.exp().plus(1).log(), 1000),
        new Example(false, x -> x.plus(1).log(), 1e-20),
        new Example(false, x -> rest(x.tanh().square()).log(), 40),
        new Example(false, x -> Cosh.cosh(x).log(), 1000),
        new Example(
            false, x -> Constant.scalar(1, x.dtype()).dividedBy(x.negate().exp().plus(1)), -800),
        new Example(false, x -> Constant.scalar(3, x.dtype()).dividedBy(x.exp()), 1000),
        new Example(false, x -> Logit.logit(x.sigmoid()), 40),
        new Example(false, x -> Softplus.softplus(x).minus(x), 40),
        new Example(false, x -> x.square().sqrt(), 0),
        new Example(false, x -> Maximum.maximum(x, Constant.scalar(0, x.dtype())), 0),
        new Example(false, x -> x.square().sqrt(), 1e-200),
        new Example(true, x -> x.exp().dividedBy(x.exp().sum()).log().sum(), 1000),
        new Example(true, x -> x.exp().dividedBy(x.exp().sum()).square().sum(), 1000),
        new Example(true, x -> x.exp().sum().log(), 1000),
        new Example(true, x -> x.minus(x.exp().sum(0).log()).sum(), 40));
  }

  @ParameterizedTest
  @EnumSource
  void kinksAreAsTheirOpsSay(Executor executor) {
    for (Op op : OpExamples.all()) {
      for (Kink kink : op.kinks()) {
        List<Input> inputs = new ArrayList<>();
        for (Tensor x : kink.at()) {
          inputs.add(Input.of("x" + inputs.size(), x.type()));
        }
        Expr y = Apply.of(op, List.copyOf(inputs)).sum();
        for (int i = 0; i < inputs.size(); i++) {
          Expr slope = Grad.grad(y, inputs).of(inputs.get(i));
          var executable = executor.of(slope);
          var bound =
              executable.inputs().stream()
                  .collect(Collectors.toMap(x -> x, x -> kink.at().get(inputs.indexOf(x))));
          assertEquals(
              kink.slopes().get(i).toString().replace("-0.0", "0.0"),
              executable.run(bound).getFirst().toString().replace("-0.0", "0.0"),
              op + " " + kink.where());
        }
      }
    }
  }

  @Test
  void everyRuleHasAnExample() {
    Set<String> used = new TreeSet<>();
    for (Example example : examples()) {
      Expr stable =
          Stabilise.of(List.of(example.build().apply(example.input()))).outputs().getFirst();
      for (Expr node : Graph.topological(List.of(stable))) {
        for (Origin o = node.origin();
            o instanceof Origin.Rewritten(String rule, List<Expr> from);
            o = from.getFirst().origin()) {
          used.add(rule);
        }
      }
    }
    used.add("log-odds"); // it answers with a node that was there before
    assertEquals(new TreeSet<>(Stabilise.RULES.stream().map(Rule::name).toList()), used);
  }

  @Test
  void thePageIsUpToDate() throws IOException {
    Path made = Path.of("target", "numerics.md");
    Files.createDirectories(made.getParent());
    Files.writeString(made, page());
    assertEquals(
        page(), Files.readString(PAGE), "copy autodiff/target/numerics.md to docs/numerics.md");
  }

  private static String text(Expr y) {
    String line = Printer.text(y).strip();
    return line.substring(line.indexOf('=') + 2, line.lastIndexOf("  "));
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Numerics: kinks and stable forms

            Made by `NumericsPageTest` from what ops and rules say of themselves; the tests run every line.

            ## Kinks

            What the derivative is where there is none: one rule for all spellings of a function.

            | Function | Where | Derivative |
            | --- | --- | --- |
            """);
    Set<String> rows = new LinkedHashSet<>();
    for (Op op : OpExamples.all()) {
      for (Kink kink : op.kinks()) {
        rows.add("| %s | %s | %s |\n".formatted(op.name(), kink.where(), kink.derivative()));
      }
    }
    rows.forEach(page::append);
    page.append(
        """

        ## Stable forms

        Gradients and executors bring an expression into stable form first. `x.asWritten()` switches
        that off for `x` and all it is computed from.

        | Rule | Identities, and when they are applied |
        | --- | --- |
        """);
    for (Rule rule : Stabilise.RULES) {
      page.append("| %s | %s |\n".formatted(rule.name(), rule.says().replace("|", "\\|")));
    }
    page.append(
        """

        ## Examples

        Value and derivative as written, and in stable form; a row is [x, 0.5, −0.25], its derivative
        that with respect to x.

        | Expression | x | As written | Derivative | Stable | Derivative |
        | --- | --- | --- | --- | --- | --- |
        """);
    for (Example example : examples()) {
      Input x = example.input();
      Expr y = example.build().apply(x);
      page.append("| `%s` | %s".formatted(text(y), example.at()));
      for (Expr form : List.of(y.asWritten(), y)) {
        List<Tensor> results =
            Program.compile(form, Grad.grad(form, x).of(x)).run(Map.of(x, example.point()));
        page.append(
            " | %s | %s"
                .formatted(
                    results.get(0).item(),
                    example.row() ? results.get(1).doubleAt(0) : results.get(1).item()));
      }
      page.append(" |\n");
    }
    return page.toString();
  }
}
