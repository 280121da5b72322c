package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Permute;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// An op that computes what a right one does, with a mistake in its rule for one operand.
record Faulty(Op right, Mistake mistake, int operand, List<Tensor> earlier) implements Op {

  @Override
  public String name() {
    return "faulty " + right.name();
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return right.type(operands);
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return right.lowering(operands);
  }

  @Override
  public boolean redefinesDerivative() {
    return right.redefinesDerivative();
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    return right.support(operands, y, i);
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    List<Optional<Expr>> bars = new ArrayList<>(right.vjp(operands, y, yBar));
    bars.set(operand, Optional.of(wrong(bars, operands, y, yBar)));
    return bars;
  }

  private Expr wrong(List<Optional<Expr>> bars, List<Expr> operands, Expr y, Expr yBar) {
    Expr bar = bars.get(operand).orElseThrow();
    Expr x = operands.get(operand);
    return switch (mistake) {
      case SIGN -> bar.negate();
      case FACTOR_TWO -> bar.times(2);
      case RELATIVE -> bar.times(1 + 1e-6);
      case TRANSPOSE -> transposed(bar);
      case MISSING_SUM -> firstTerm(operands, y, yBar);
      case SWAPPED -> bars.get(1 - operand).orElseThrow();
      case STALE -> atEarlier(bar, operands, y, yBar);
      case SATURATED -> Where.where(Compare.greater(x.abs(), 6), bar.times(2), bar);
      case ONE_INDEX -> Where.where(last(x.shape()), bar.times(3), bar);
      case SECOND_ORDER -> bar.times(x.minus(StopGradient.stopGradient(x)).plus(1));
      case FLOAT32 -> x.dtype() == DType.FLOAT32 ? bar.times(0.5) : bar;
    };
  }

  /// The first two axes of equal length exchanged.
  private static Expr transposed(Expr bar) {
    int[] pair = equalAxes(bar.shape());
    int[] axes = IntStream.range(0, bar.rank()).toArray();
    axes[pair[0]] = pair[1];
    axes[pair[1]] = pair[0];
    return Permute.permute(bar, axes);
  }

  static int[] equalAxes(Shape shape) {
    for (int p = 0; p < shape.rank(); p++) {
      for (int q = p + 1; q < shape.rank(); q++) {
        if (shape.size(p) > 1 && shape.size(p) == shape.size(q)) {
          return new int[] {p, q};
        }
      }
    }
    return new int[0];
  }

  /// The rule for a cotangent that is zero beyond the first index of the longest axis.
  private Expr firstTerm(List<Expr> operands, Expr y, Expr yBar) {
    int axis = longest(y.shape());
    boolean[] first = new boolean[(int) y.shape().size()];
    for (int i = 0; i < first.length; i++) {
      first[i] = Index.of(y.shape(), i)[axis] == 0;
    }
    Expr part = Where.where(Constant.of(Tensor.of(y.shape(), first)), yBar, 0);
    return right.vjp(operands, y, part).get(operand).orElseThrow();
  }

  static int longest(Shape shape) {
    int longest = 0;
    for (int axis = 1; axis < shape.rank(); axis++) {
      longest = shape.size(axis) > shape.size(longest) ? axis : longest;
    }
    return longest;
  }

  /// The rule with the operands that there were at an earlier time.
  private Expr atEarlier(Expr bar, List<Expr> operands, Expr y, Expr yBar) {
    Map<Expr, Expr> before = new HashMap<>();
    List<Expr> constants = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Expr x = operands.get(i);
      Expr constant = Constant.of(earlier.get(i).cast(x.dtype()));
      constants.add(constant);
      before.put(x, constant);
    }
    before.put(y, right.of(constants.toArray(Expr[]::new)));
    before.put(yBar, yBar);
    for (Expr node : Graph.topological(List.of(bar), before.keySet())) {
      if (!before.containsKey(node)) {
        List<Expr> moved = node.operands().stream().map(before::get).toList();
        before.put(node, Graph.withOperands(node, moved));
      }
    }
    return before.get(bar);
  }

  private static Expr last(Shape shape) {
    boolean[] last = new boolean[(int) shape.size()];
    last[last.length - 1] = true;
    return Constant.of(Tensor.of(shape, last));
  }
}
