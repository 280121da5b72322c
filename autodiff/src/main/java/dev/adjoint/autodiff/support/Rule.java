package dev.adjoint.autodiff.support;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a node's rule makes of a cotangent, followed step by step from the one to the other: where
/// each step may be other than zero, and what must be replaced by zero before it meets other
/// elements.
///
/// A rule is linear in its cotangent, so a step is zero wherever all cotangents in it are. But 0·∞
/// may have been made there, unless only moves, sums and finite constants stood in between; then
/// the step is meaningless, and a selection is written before a sum, a contraction or a move.
///
/// In a contraction a zero of the cotangent may meet a NaN of the other operand and enter a sum. So
/// where zeros were chosen, the other operand is replaced by zero where it meets nothing else, and
/// the result counts only where one of its terms does. A zero slope is a number and needs neither,
/// so a network of relu pays nothing.
public final class Rule {
  private final Apply y;
  private final Set<Expr> cut;
  private final Zeros zeros;
  private final Map<Expr, Cotangent> carried = new HashMap<>();

  /// The rule of a node for its cotangent. What it wrote is walked down to the node, the cotangent
  /// and the operands.
  public Rule(Apply y, Cotangent yBar, Zeros zeros) {
    this(y, y.operands(), zeros);
    carry(yBar);
    permutedBack(yBar).ifPresent(this::carry);
    cut.add(y);
  }

  private void carry(Cotangent cotangent) {
    carried.put(cotangent.value(), cotangent);
    cut.add(cotangent.value());
  }

  /// A permutation that a rule undoes is not there in what it wrote: the factory leaves out both.
  /// So the cotangent below one is carried too.
  private static Optional<Cotangent> permutedBack(Cotangent yBar) {
    if (yBar.isEverywhere()
        || !(yBar.value() instanceof Apply apply
            && apply.lowering() instanceof Lowering.View.Permute(List<Integer> axes))) {
      return Optional.empty();
    }
    List<Integer> back = IntStream.range(0, axes.size()).mapToObj(axes::indexOf).toList();
    return Optional.of(
        yBar.moved(apply.operands().getFirst(), mask -> mask == null ? null : mask.onto(back)));
  }

  private Rule(Apply y, List<Expr> operands, Zeros zeros) {
    this.y = y;
    this.cut = new HashSet<>(operands);
    this.zeros = zeros;
  }

  /// What the rule wrote, with the selections that it needs, and its support.
  public Cotangent of(Expr result) {
    for (Expr node : Graph.topological(List.of(result), cut)) {
      if (node instanceof Apply apply && !cut.contains(node) && !carried.containsKey(node)) {
        if (node.operands().stream().anyMatch(carried::containsKey)) {
          carried.put(node, step(apply));
        } else {
          zeros.see(apply);
        }
      }
    }
    return carried.getOrDefault(result, Cotangent.everywhere(result));
  }

  /// What remains of operand `i`'s cotangent behind a restriction of the op's own. The op chose if
  /// it decided without reading the operand, as where does and relu does not.
  public Cotangent restricted(Cotangent xBar, int i, Expr restriction) {
    Expr x = y.operands().get(i);
    boolean reads =
        Graph.topological(List.of(restriction), cut).stream()
            .filter(node -> !cut.contains(node))
            .anyMatch(node -> node.operands().contains(x) || node.operands().contains(y));
    return xBar.within(Mask.of(restriction), !reads);
  }

  private Cotangent step(Apply node) {
    if (!node.dtype().isFloating()) {
      return Cotangent.everywhere(onSettled(node));
    }
    return switch (node.lowering()) {
      case Lowering.Elementwise _, Lowering.Convert _ -> elementwise(node);
      case Lowering.Contraction contraction -> contracted(node, contraction);
      case Lowering.Composite(var expansion) -> expanded(node, expansion.apply(settled(node)));
      case Lowering.View _,
          Lowering.Gather _,
          Lowering.Scatter _,
          Lowering.Reduction _,
          Lowering.Scan _,
          Lowering.Recurrence _,
          Lowering.Order _,
          Lowering.Barrier _,
          Lowering.Triangular _,
          Lowering.Generate _,
          Lowering.Opaque _ ->
          moved(node);
    };
  }

  private Cotangent carrier(Expr x) {
    return Objects.requireNonNull(carried.get(x));
  }

  private void settle(Expr x) {
    carried.computeIfPresent(x, (_, cotangent) -> cotangent.settle());
  }

  private List<Expr> settled(Apply node) {
    List<Expr> operands = new ArrayList<>();
    for (Expr x : node.operands()) {
      settle(x);
      operands.add(carried.containsKey(x) ? carrier(x).value() : x);
    }
    return operands;
  }

  private Expr onSettled(Apply node) {
    return Graph.withOperands(node, settled(node));
  }

  private Cotangent elementwise(Apply node) {
    List<Expr> carriers = node.operands().stream().filter(carried::containsKey).toList();
    Mask pending = carrier(carriers.getFirst()).pending();
    boolean alike = carriers.stream().allMatch(x -> Mask.same(carrier(x).pending(), pending));
    if (!alike) {
      carriers.forEach(this::settle);
    }
    List<Expr> operands = new ArrayList<>();
    for (Expr x : node.operands()) {
      operands.add(carried.containsKey(x) ? carrier(x).value() : x);
    }
    Expr value = Graph.withOperands(node, operands);
    Cotangent joined = carrier(carriers.getFirst()).of(value);
    // A product of two, as a rule that clips a norm writes it, is zero where either is.
    boolean product = node.op() instanceof Multiply;
    for (Expr x : carriers.subList(1, carriers.size())) {
      Cotangent next = carrier(x);
      joined = product ? joined.intersection(next, value) : joined.union(next, value);
    }
    if (Zeros.isSelection(node)) {
      return joined.selected(Mask.of(node.operands().getFirst()));
    }
    boolean zeroStays =
        node.op() instanceof Where
            || node.operands().stream().allMatch(x -> carried.containsKey(x) || isFinite(x, true));
    return zeroStays ? joined : joined.unsettled(value);
  }

  private Cotangent moved(Apply node) {
    Expr value = onSettled(node);
    @Nullable Cotangent union = null;
    for (int i = 0; i < node.operands().size(); i++) {
      Cotangent x = carried.get(node.operands().get(i));
      if (x != null) {
        Cotangent part = x.moved(value, new Support(node, i)::of);
        union = union == null ? part : union.union(part, value);
      }
    }
    return union == null ? Cotangent.everywhere(value) : union;
  }

  private Cotangent contracted(Apply node, Lowering.Contraction contraction) {
    List<Expr> operands = settled(node);
    int side = carried.containsKey(node.operands().getFirst()) ? 0 : 1;
    Cotangent x = carrier(node.operands().get(side));
    Expr other = node.operands().get(1 - side);
    if (carried.containsKey(other)) {
      return Cotangent.everywhere(Graph.withOperands(node, operands));
    }
    Mask chosen = isFinite(other, false) ? null : x.chosen();
    Product product = new Product(contraction, node, side);
    Mask met = chosen != null && product.differsByTerm(chosen) ? product.met(chosen) : null;
    if (met != null) {
      operands.set(1 - side, met.select(other));
    }
    Cotangent result =
        x.moved(Graph.withOperands(node, operands), new Support(node, side)::of)
            .settledWithin(new Support(node, 1 - side).of(zeros.of(other)));
    boolean restricts = chosen != null && (met == null || product.differsByElement(chosen));
    return restricts ? result.within(result.chosen(), false) : result;
  }

  /// A composite is its expansion; the op itself stays if nothing had to be selected inside it.
  private Cotangent expanded(Apply node, Expr expansion) {
    List<Expr> operands = settled(node);
    Rule inside = new Rule(node, operands, zeros);
    for (int i = 0; i < operands.size(); i++) {
      Cotangent x = carried.get(node.operands().get(i));
      if (x != null) {
        inside.carried.put(operands.get(i), x);
      }
    }
    Cotangent result = inside.of(expansion);
    return result.value() == expansion ? result.of(onSettled(node)) : result;
  }

  /// Whether no element is NaN or ∞, nor 0 if it may be divided by, as far as the form tells.
  private static boolean isFinite(Expr node, boolean divides) {
    Expr viewed = node;
    while (viewed instanceof Apply apply && apply.lowering() instanceof Lowering.View) {
      viewed = apply.operands().getFirst();
    }
    return viewed.dtype() == DType.BOOL
        || (viewed instanceof Constant constant
            && !constant.value().hasNonFinite()
            && !(divides && (constant.value().size() != 1 || constant.value().item() == 0)))
        || (viewed instanceof Apply apply && apply.lowering() instanceof Lowering.Generate.Count);
  }
}
