package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One node by itself: its op on the values that reach it, and what its vjp rule makes of a
/// cotangent. The rule sees the node as it stands in the graph, constants and all; only an operand
/// that occurs twice is split in two, so that each position can be told from the other.
///
/// @param y the node, or its copy
/// @param at the values of its operands, taken to be exact
/// @param yBar the cotangent that the rule is given
/// @param bars what it gives to each operand, within the op's support
/// @param unmasked the same without the support
record Application(
    Apply y, Point at, Input yBar, List<Optional<Expr>> bars, List<Optional<Expr>> unmasked) {

  /// The node at values of its operands; `base` has those of the inputs, for a rule that reads
  /// further down.
  static Application of(Apply node, List<Elements> values, Point base) throws BrokenRuleException {
    boolean distinct = new HashSet<>(node.operands()).size() == node.operands().size();
    return distinct ? of(node, node.operands(), values, base) : copy(node, values, false);
  }

  /// The node in FLOAT32, at operands rounded to it; empty if its op does not allow that.
  static Optional<Application> inFloat32(Apply node, List<Elements> values)
      throws BrokenRuleException {
    try {
      return Optional.of(copy(node, values, true)).filter(a -> a.y.dtype() == DType.FLOAT32);
    } catch (AdjointException e) {
      return Optional.empty();
    }
  }

  private static Application copy(Apply node, List<Elements> values, boolean narrow)
      throws BrokenRuleException {
    List<Expr> operands = new ArrayList<>();
    for (Expr x : node.operands()) {
      boolean narrows = narrow && x.dtype() == DType.FLOAT64;
      TensorType type = narrows ? new TensorType(DType.FLOAT32, x.shape()) : x.type();
      operands.add(Input.of("operand" + operands.size(), type));
    }
    return of(Apply.of(node.op(), operands), operands, values, new Point(Map.of()));
  }

  private static Application of(Apply y, List<Expr> operands, List<Elements> values, Point base)
      throws BrokenRuleException {
    Point at = base;
    for (int i = 0; i < operands.size(); i++) {
      at = at.with(operands.get(i), Point.exactly(values.get(i), operands.get(i).type()));
    }
    Input yBar = Input.of("yBar", y.type());
    List<Optional<Expr>> written = Rules.written(y, yBar);
    List<Optional<Expr>> bars = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Optional<Expr> mask = written.get(i).isEmpty() ? Optional.empty() : Rules.support(y, i);
      Optional<Expr> bar = written.get(i);
      bars.add(mask.map(m -> Where.where(m, bar.orElseThrow(), 0)).or(() -> bar));
    }
    return new Application(y, at, yBar, List.copyOf(bars), written);
  }

  /// The same node at other values.
  Application at(Point there) {
    return new Application(y, there, yBar, bars, unmasked);
  }

  /// The rule in the stable form in which executors run it.
  Application stabilised() {
    List<Expr> cut = new ArrayList<>(y.operands());
    cut.add(y);
    cut.add(yBar);
    List<Optional<Expr>> stable = new ArrayList<>();
    for (Optional<Expr> bar : bars) {
      stable.add(bar.map(b -> Stabilise.of(List.of(b), cut).outputs().getFirst()));
    }
    return new Application(y, at, yBar, stable, unmasked);
  }

  /// Whether a rule reads what is below its operands, which does not move with them.
  boolean readsBeyond() {
    List<Expr> cut = new ArrayList<>(y.operands());
    cut.add(y);
    cut.add(yBar);
    List<Expr> written = bars.stream().flatMap(Optional::stream).toList();
    return Graph.topological(written, cut).stream()
        .anyMatch(node -> node instanceof Input && !cut.contains(node));
  }

  /// Fails if a rule of FLOAT64 alone computes in FLOAT32, which its result does not show.
  void requireOnePrecision() throws BrokenRuleException {
    List<Expr> cut = new ArrayList<>(y.operands());
    cut.add(y);
    cut.add(yBar);
    if (cut.stream().anyMatch(Application::isSingle)
        || (y.lowering() instanceof Lowering.Composite(var expansion)
            && isSingle(Graph.topological(List.of(expansion.apply(y.operands())), y.operands())))) {
      return;
    }
    for (int i = 0; i < bars.size(); i++) {
      if (bars.get(i).isPresent() && isSingle(Graph.topological(List.of(bars.get(i).get()), cut))) {
        throw new BrokenRuleException(
            "all its operands are float64", i, ErrorKind.SINGLE_PRECISION);
      }
    }
  }

  private static boolean isSingle(List<Expr> nodes) {
    return nodes.stream().anyMatch(Application::isSingle);
  }

  private static boolean isSingle(Expr node) {
    return node.dtype() == DType.FLOAT32;
  }

  Expr operand(int i) {
    return y.operands().get(i);
  }

  int size(int i) {
    return (int) operand(i).shape().size();
  }

  int resultSize() {
    return (int) y.shape().size();
  }

  /// The floating operands, by position.
  List<Integer> floating() {
    List<Integer> floating = new ArrayList<>();
    for (int i = 0; i < y.operands().size(); i++) {
      if (operand(i).dtype().isFloating() && size(i) > 0) {
        floating.add(i);
      }
    }
    return floating;
  }

  /// Whether element `j` of the result depends on element `j` of operand `i` only.
  boolean isDiagonal(int i) {
    Lowering lowering = y.lowering();
    return (lowering instanceof Lowering.Elementwise || lowering instanceof Lowering.Convert)
        && operand(i).shape().sameSizes(y.shape());
  }

  /// Whether only the op itself can compute its result.
  boolean isOpaque() {
    return y.lowering() instanceof Lowering.Opaque;
  }

  /// That a rule sees NaN or ∞, so may give it: what it sees of an element of an operand.
  Optional<Reason> notFinite(int i, int element, Bounded given) {
    if (Double.isFinite(given.value())) {
      return Optional.empty();
    }
    Bounded[] result = at.read(y, new Numbers());
    return (isDiagonal(i) ? Stream.of(result[element]) : Arrays.stream(result))
        .map(Bounded::value)
        .filter(value -> !Double.isFinite(value))
        .findFirst()
        .map(Reason.NotFinite::new);
  }

  /// The point with a cotangent.
  Point with(double[] cotangent) {
    return at.with(yBar, Point.elements(yBar.type(), cotangent));
  }

  /// What the rule gives to operand `i` for a cotangent.
  Bounded[] bar(int i, double[] cotangent) {
    return value(bars.get(i), i, cotangent);
  }

  /// The same without the op's support.
  Bounded[] unmaskedBar(int i, double[] cotangent) {
    return value(unmasked.get(i), i, cotangent);
  }

  private Bounded[] value(Optional<Expr> bar, int i, double[] cotangent) {
    if (bar.isEmpty()) {
      return Sums.zeros(size(i));
    }
    Numbers numbers = new Numbers();
    Bounded[] values = with(cotangent).read(bar.get(), numbers);
    return numbers.isUndecided() ? Sums.unknown(values) : values;
  }
}
