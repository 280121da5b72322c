package dev.adjoint.autodiff.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Dot;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the backward pass asks of rules and supports, and what it must not ask: each test names a
/// fault that was there.
final class BackwardContractTest {
  private static final Input X = Input.of("x", DType.FLOAT64, 3);

  private static double[] gradient(Expr loss, double... at) {
    return Grad.grad(loss, X).of(X).peek(Map.of(X, Tensor.of(at))).toDoubleArray();
  }

  @Test
  void aRunningSumCutOffBehindDoesNotLeakWhatCameLater() {
    Expr loss = Slice.slice(CumulativeSum.cumulativeSum(X.sqrt(), 0), 0, 0, 2).sum();
    assertArrayEquals(new double[] {1, 0.25, 0}, gradient(loss, 1, 4, 0));
    Expr reversed = Slice.slice(new CumulativeSum(0, true).of(X.sqrt()), 0, 1, 3).sum();
    assertArrayEquals(new double[] {0, 0.25, 1}, gradient(reversed, 0, 4, 1));
  }

  @Test
  void anUnnamedAxisMayMeetTwoNames() {
    Input a = Input.of("a", DType.FLOAT64, 3, 4);
    Input b = Input.of("b", new TensorType(DType.FLOAT64, Shape.of(Dim.of("k", 4), Dim.of(2))));
    Input c = Input.of("c", new TensorType(DType.FLOAT64, Shape.of(Dim.of("j", 4), Dim.of(2))));
    Expr loss = a.matmul(b).sum().plus(a.matmul(c).sum());
    Expr da = Grad.grad(loss, a).of(a);
    assertEquals(a.shape(), da.shape());
    Tensor ones = Tensor.ones(TensorType.of(DType.FLOAT64, 4, 2));
    assertEquals(
        Tensor.full(TensorType.of(DType.FLOAT64, 3, 4), 4), da.peek(Map.of(b, ones, c, ones)));
  }

  @Test
  void aSeedTakesTheNamesOfItsOutput() {
    Expr y = Input.of("y", new TensorType(DType.FLOAT64, Shape.of(Dim.of("m", 4))));
    Expr seed = Constant.of(Tensor.of(1.0, 2.0, 3.0, 4.0));
    assertEquals(y.shape(), Grad.vjp(List.of(y), List.of(seed), List.of(y)).of(y).shape());
  }

  /// The identity, which turns the gradient round.
  private record Reversal() implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return Arity.unary(operands);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(Optional.of(yBar.negate()));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.View.Reshape();
    }
  }

  @Test
  void aUsersViewMovesMasksByItsLoweringNotByItsRule() {
    Expr reversed = new Reversal().of(X.log());
    Expr loss = Where.where(Compare.greater(X, 0), reversed, 0).sum();
    assertArrayEquals(new double[] {0, -0.5, -0.25}, gradient(loss, 0, 2, 4));
  }

  /// The identity, whose gradient a user sends the other way round.
  private record Mirror() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return x;
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return Flip.flip(yBar, 0);
    }
  }

  @Test
  void aMaskGoesWhereTheRuleSendsTheCotangent() {
    Expr loss = Slice.slice(new Mirror().of(X.log()), 0, 0, 1).sum();
    assertArrayEquals(new double[] {0, 0, 0.25}, gradient(loss, 0, 2, 4));
  }

  /// `y = s·p` for a scalar s, with a rule that sums, by an op or spelled out.
  private record Scaled(boolean spelled) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return operands.get(1);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr p = operands.get(1);
      Expr sum = spelled ? yBar.times(p).sum() : Dot.dot(yBar, p);
      return List.of(Optional.of(sum), Optional.of(yBar.times(operands.get(0))));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Composite(x -> x.get(0).times(x.get(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSumInsideARuleMeetsNothingThatWasNotAskedFor(boolean spelled) {
    Expr s = Slice.slice(X, 0, 1, 2).reshape();
    Expr p = Constant.of(Tensor.of(Double.NaN, 3, 5));
    Expr product = new Scaled(spelled).of(s, p);
    Expr loss = Where.where(Constant.of(Tensor.of(false, true, true)), product, 0).square().sum();
    assertArrayEquals(new double[] {0, 2 * 2 * (9 + 25), 0}, gradient(loss, 0, 2, 4), 1e-12);
  }

  /// `x` where the second operand holds, else 0, with the restriction as its support.
  private record Gate() implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return operands.getFirst();
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(Optional.of(yBar), Optional.empty());
    }

    @Override
    public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
      return Optional.of(operands.get(1));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Composite(x -> Where.where(x.get(1), x.get(0), 0));
    }
  }

  @Test
  void aUsersOpThatChoosesGuardsProductsAsWhereDoes() {
    Expr rows = Constant.of(Tensor.of(new double[][] {{1, 2, 3}, {Double.NaN, 1, 1}}));
    Expr gated = new Gate().of(rows.matmul(X), Constant.of(Tensor.of(true, false)));
    assertArrayEquals(new double[] {32, 64, 96}, gradient(gated.square().sum(), 0, 2, 4));
  }

  /// The identity with a rule that must not be called.
  private record Untouchable() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return x;
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      throw new UnsupportedOperationException("nothing below was asked for");
    }
  }

  @Test
  void theRuleOfATargetIsCalledOnlyForWhatLiesBelowIt() {
    Expr z = new Untouchable().of(X);
    Expr dz = Grad.grad(z.square().sum(), z).of(z);
    assertEquals(Tensor.of(2.0, 4.0, 6.0), dz.peek(Map.of(X, Tensor.of(1.0, 2.0, 3.0))));
    String failed =
        assertThrows(GradientException.class, () -> Grad.grad(z.square().sum(), X)).getMessage();
    assertTrue(failed.startsWith("[untouchable] its vjp failed: "), failed);
    assertTrue(failed.contains("nothing below was asked for"), failed);
  }

  /// The identity with a support of the wrong shape.
  private record Narrow() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return x;
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar;
    }

    @Override
    public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
      return Optional.of(Constant.scalar(1, DType.BOOL));
    }
  }

  @Test
  void aSupportHasTheShapeOfItsOperand() {
    GradientException e =
        assertThrows(GradientException.class, () -> Grad.grad(new Narrow().of(X).sum(), X));
    assertTrue(
        e.getMessage().startsWith("[narrow] its support gives bool[] for operand 0, which is x"),
        e.getMessage());
  }

  /// The identity times 2ⁿ, with a rule that doubles n times.
  private record Doubling(int n) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.mul(x, k.literal(Math.scalb(1.0, n)));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      Expr sum = yBar;
      for (int i = 0; i < n; i++) {
        sum = sum.plus(sum);
      }
      return sum;
    }
  }

  @Test
  void aLongRuleCostsTimeInItsLength() {
    Expr masked = Slice.slice(new Doubling(60).of(X.log()).square(), 0, 1, 3).sum();
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Grad.grad(masked, X));
    Expr deep = Slice.slice(new Doubling(40_000).of(X.log()).square(), 0, 1, 3).sum();
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Grad.grad(deep, X));
    double[] slope = gradient(Slice.slice(new Doubling(3).of(X.log()), 0, 1, 3).sum(), 0, 2, 4);
    assertArrayEquals(new double[] {0, 4, 2}, slope);
  }

  @Test
  void aConstantMaskBehindAGatherIsNotTakenForEverything() {
    Expr probabilities = Softmax.softmax(X, 0);
    Expr picked = Gather.gather(probabilities, Constant.of(Tensor.of(2L, 0L)));
    Expr mask = Constant.of(Tensor.of(true, false));
    Expr loss = Where.where(mask, picked, 0).sum();
    double[] slope = gradient(loss, 0.5, 1, 2);
    double total = Math.exp(0.5) + Math.exp(1) + Math.exp(2);
    double p = Math.exp(2) / total;
    assertArrayEquals(
        new double[] {-p * Math.exp(0.5) / total, -p * Math.exp(1) / total, p * (1 - p)},
        slope,
        1e-15);
    Expr widened = new Broadcast(Shape.of(1, 2)).of(mask);
    Expr rows =
        Gather.takeAlong(
            Softmax.softmax(X.reshape(1, 3), 1), Constant.of(Tensor.of(new long[][] {{2, 0}})), 1);
    assertArrayEquals(slope, gradient(Where.where(widened, rows, 0).sum(), 0.5, 1, 2), 1e-15);
  }

  @Test
  void aMaskOfNoElementsMayBeReshaped() {
    Input none = Input.of("none", DType.FLOAT64, 0, 2, 3);
    Expr column = Constant.of(Tensor.of(Shape.of(1, 3), new boolean[] {true, false, true}));
    Expr loss = Where.where(column, none.log().reshape(0, 3), 0).sum();
    Expr first = Grad.grad(loss, none).of(none);
    Tensor empty = Tensor.of(none.shape(), new double[0]);
    assertEquals(empty, first.peek(Map.of(none, empty)));
  }

  @Test
  void supportsDoNotHoldOnToAStrangersGraph() {
    Expr first = Grad.grad(Slice.slice(X.log(), 0, 0, 1).sum(), X).of(X);
    Input other = Input.of("other", DType.FLOAT64, 2);
    Expr second = Grad.grad(Slice.slice(other.log(), 0, 0, 1).sum(), other).of(other);
    Set<Expr> nodes = new HashSet<>(Graph.topological(List.of(first)));
    nodes.retainAll(Graph.topological(List.of(second)));
    assertEquals(0, nodes.size());
  }
}
