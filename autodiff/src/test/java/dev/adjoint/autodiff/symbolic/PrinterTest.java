package dev.adjoint.autodiff.symbolic;

import static dev.adjoint.autodiff.op.Compare.lessOrEqual;
import static dev.adjoint.autodiff.op.Logical.or;
import static dev.adjoint.autodiff.op.Not.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.op.Gaussian;
import dev.adjoint.autodiff.op.LGamma;
import dev.adjoint.autodiff.op.NormalCdf;
import dev.adjoint.autodiff.op.Polygamma;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PrinterTest {
  private final Expr a = Input.of("a", DType.FLOAT64, 2, 2);
  private final Expr b = Input.of("b", DType.FLOAT64, 2, 2);
  private final Expr c = Input.of("c", DType.FLOAT64, 2, 2);

  private static String formula(Expr expr) {
    String line = Printer.text(Map.of("y", expr));
    return line.substring("y = ".length(), line.lastIndexOf("  ")).stripTrailing();
  }

  @Test
  void writesAsFewParenthesesAsTheGroupingNeeds() {
    assertEquals("a + b + c", formula(a.plus(b).plus(c)));
    assertEquals("a + (b + c)", formula(a.plus(b.plus(c))));
    assertEquals("a − (b − c)", formula(a.minus(b.minus(c))));
    assertEquals("a ⊙ b + c", formula(a.times(b).plus(c)));
    assertEquals("a ⊙ (b + c)", formula(a.times(b.plus(c))));
    assertEquals("a / (b / c)", formula(a.dividedBy(b.dividedBy(c))));
    assertEquals("−(a + b)", formula(a.plus(b).negate()));
    assertEquals("−a ⊙ b", formula(a.negate().times(b)));
    assertEquals("(a·b)ᵀ", formula(a.matmul(b).transpose()));
    assertEquals("aᵀ·b", formula(a.transpose().matmul(b)));
    assertEquals("(a + b)²", formula(a.plus(b).square()));
    assertEquals("(−a)²", formula(a.negate().square()));
    assertEquals("(a²)²", formula(a.square().square()));
    assertEquals("a^3", formula(a.pow(3)));
    assertEquals("|a − b|", formula(a.minus(b).abs()));
    assertEquals("σ(a + b)", formula(a.plus(b).sigmoid()));
    assertEquals("lnΓ(a)", formula(LGamma.lgamma(a)));
    assertEquals("ψ(a)", formula(Polygamma.digamma(a)));
    assertEquals("ψ′(a)", formula(Polygamma.polygamma(1, a)));
    assertEquals("ψ⁽¹²⁾(a)", formula(Polygamma.polygamma(12, a)));
    assertEquals("Φ(a)", formula(NormalCdf.normalCdf(a)));
    assertEquals("gaussian(a, rate=0.5)", formula(Gaussian.gaussian(a, 0.5)));
    assertEquals("a ⊙ −2.0", formula(a.times(-2)));
    assertEquals("¬(a ≤ 0.0) ∨ b ≤ a", formula(or(not(lessOrEqual(a, 0)), lessOrEqual(b, a))));
  }

  @Test
  void aPermutationOfAPermutationIsOne() {
    assertEquals("a", formula(a.transpose().transpose()));
  }

  @Test
  void parametersFollowTheOperands() {
    assertEquals("sum(a, axes=[1])", formula(a.sum(-1)));
    assertEquals("reshape(a, shape=[4])", formula(a.reshape(4)));
  }

  @Test
  void namedSharedAndLongPartsGetLines() {
    Expr shared = a.plus(b);
    Expr named = shared.exp().named("e");
    assertEquals(
        """
        t1 = a + b  float64[2, 2]
        e = exp(t1)  float64[2, 2]
        y = e ⊙ t1  float64[2, 2]
        """,
        Printer.text(Map.of("y", named.times(shared))).replaceAll(" {2,}", "  "));
  }

  @Test
  void equalNamesAreToldApart() {
    Expr x = Input.of("x", DType.FLOAT64, 2);
    Expr y = Input.of("x", DType.FLOAT64, 2);
    assertEquals("x − x'", formula(x.minus(y)));
    String text = Printer.text(x.exp().named("a"), x.log().named("a"), x.sqrt().named("a"));
    assertEquals(3, text.lines().count());
    assertTrue(text.contains("a'' = √(x)"), text);
  }

  @Test
  void generatedNamesAvoidTakenOnes() {
    Expr t1 = Input.of("t1", DType.FLOAT64, 2, 2);
    Expr shared = a.plus(t1);
    assertTrue(Printer.text(shared.times(shared)).startsWith("t2 = a + t1"));
  }

  @Test
  void theBackwardPassOfASigmoidNetworkReadsAsEquations() {
    Dim m = Dim.of("m", 4);
    Expr x = Input.of("x", new TensorType(DType.FLOAT64, Shape.of(m, Dim.of(2))));
    Expr w = Input.of("W", DType.FLOAT64, 3, 2);
    Expr bias = Input.of("b", DType.FLOAT64, 3);
    Expr z = x.matmul(w.transpose()).plus(bias).named("z");
    Expr loss = z.sigmoid().named("a").square().mean(0).sum().named("loss");
    Gradients g = Grad.grad(loss, w, bias);
    Map<String, Expr> outputs = new LinkedHashMap<>();
    outputs.put("loss", loss);
    outputs.put("∂W", g.of(w));
    outputs.put("∂b", g.of(bias));
    assertEquals(
        """
        z = x·Wᵀ + b  float64[m=4, 3]
        a = σ(z)  float64[m=4, 3]
        loss = sum(mean(a², axes=[0]), axes=[0])  float64[]
        t1 = 1.0 / m ⊙ (a ⊙ 2.0) ⊙ (a ⊙ σ(−z))  float64[m=4, 3]
        ∂W = (xᵀ·t1)ᵀ  float64[3, 2]
        ∂b = sum(t1, axes=[0])  float64[3]
        """,
        Printer.text(outputs).replaceAll(" {2,}", "  "));
  }

  @Test
  void aDeepGraphPrintsInLinesOfBoundedLength() {
    Expr v = Constant.scalar(0.5, DType.FLOAT64);
    for (int i = 0; i < 20_000; i++) {
      v = v.tanh().plus(1);
    }
    Expr deep = v;
    String text = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Printer.text(deep));
    assertTrue(text.lines().allMatch(line -> line.length() < 120));
  }
}
