package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.support.Cotangent;
import dev.adjoint.autodiff.support.Rule;
import dev.adjoint.autodiff.support.Zeros;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The generic backward pass: nodes in reverse order, each giving its cotangent to its operands by
/// its op's rule. It knows no op. Cost and graph size are linear in the forward graph.
final class Backward {
  private final List<Expr> order;
  private final Set<Expr> active = new HashSet<>();
  private final Map<Expr, Cotangent> cotangents = new HashMap<>();
  private final Set<Apply> blockers = new HashSet<>();
  private final Zeros zeros = new Zeros();
  private final Function<Expr, Origin> origin;

  Backward(List<Expr> outputs, List<Expr> seeds, List<Expr> wrt) {
    this(Graph.topological(outputs), outputs, seeds, wrt, Origin.Adjoint::new);
  }

  /// A pass over the nodes of `order` only, what lies below them being held constant.
  Backward(
      List<Expr> order,
      List<Expr> outputs,
      List<Expr> seeds,
      List<Expr> wrt,
      BiFunction<Expr, Integer, Origin> origin) {
    int derivativeOrder = Origin.next(order);
    this.order = order;
    this.origin = node -> origin.apply(node, derivativeOrder);
    active.addAll(wrt);
    for (Expr node : order) {
      if (node.operands().stream().anyMatch(active::contains)) {
        active.add(node);
      }
    }
    if (derivativeOrder > 1) {
      order.forEach(this::see);
    }
    for (int i = 0; i < outputs.size(); i++) {
      Expr seed = Reshape.reshape(seeds.get(i), outputs.get(i).shape());
      receive(outputs.get(i), Cotangent.everywhere(seed));
    }
    run();
  }

  private void see(Expr node) {
    if (node instanceof Apply apply) {
      Origin.within(
          origin.apply(apply),
          () -> {
            zeros.see(apply);
            return apply;
          });
    }
  }

  private void run() {
    for (Expr node : order.reversed()) {
      Cotangent yBar = cotangents.get(node);
      if (yBar != null
          && node instanceof Apply apply
          && apply.operands().stream().anyMatch(active::contains)) {
        Origin.within(
            origin.apply(apply),
            () -> {
              propagate(apply, yBar);
              return apply;
            });
      }
    }
  }

  private void propagate(Apply y, Cotangent yBar) {
    Cotangent cotangent = isElementwise(y.lowering()) ? yBar : yBar.settle();
    List<Optional<Expr>> bars = written(y, cotangent.value());
    Rule rule = new Rule(y, cotangent, zeros);
    for (int i = 0; i < bars.size(); i++) {
      Expr x = y.operands().get(i);
      if (active.contains(x) && x.dtype().isFloating()) {
        if (bars.get(i).isPresent()) {
          receive(x, contribution(y, i, rule, bars.get(i).get()));
        } else {
          blockers.add(y);
        }
      }
    }
  }

  /// What an op's rule gives: a cotangent or none for each operand.
  static List<Optional<Expr>> written(Apply y, Expr yBar) {
    List<Optional<Expr>> bars;
    try {
      bars = List.copyOf(y.op().vjp(y.operands(), y, yBar));
    } catch (AdjointException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new GradientException(
          "[%s] its vjp failed: %s%n  at %s".formatted(y.op().name(), e, y.origin().written()), e);
    }
    if (bars.size() != y.operands().size()) {
      throw new GradientException(
          "[%s] its vjp gives %d cotangents for %d operands%n  at %s"
              .formatted(y.op().name(), bars.size(), y.operands().size(), y.origin().written()));
    }
    return bars;
  }

  /// What a node gives to operand `i`: what its rule wrote, within its op's own restriction.
  private static Cotangent contribution(Apply y, int i, Rule rule, Expr written) {
    check(y, "vjp", i, written, y.operands().get(i).dtype());
    Cotangent xBar = rule.of(written).named(y.operands().get(i).shape());
    return support(y, i).map(mask -> rule.restricted(xBar, i, mask)).orElse(xBar);
  }

  /// Where an op lets a cotangent through to operand `i`, if not everywhere.
  static Optional<Expr> support(Apply y, int i) {
    Optional<Expr> own = y.op().support(y.operands(), y, i);
    own.ifPresent(mask -> check(y, "support", i, mask, DType.BOOL));
    return own;
  }

  /// Fails unless what an op gives for operand `i` has the operand's shape and this dtype.
  static void check(Apply y, String what, int i, Expr given, DType dtype) {
    Expr x = y.operands().get(i);
    if (given.dtype() != dtype || !given.shape().sameSizes(x.shape())) {
      throw new GradientException(
          "[%s] its %s gives %s for operand %d, which is %s%n  at %s"
              .formatted(y.op().name(), what, given.type(), i, x, y.origin().written()));
    }
  }

  static boolean isElementwise(Lowering lowering) {
    return lowering instanceof Lowering.Elementwise || lowering instanceof Lowering.Convert;
  }

  private void receive(Expr node, Cotangent cotangent) {
    Cotangent before = cotangents.get(node);
    cotangents.put(node, before == null ? cotangent : before.plus(cotangent));
  }

  /// The derivative with respect to one of the targets.
  Gradient answer(Expr target) {
    if (!target.dtype().isFloating()) {
      return new Gradient.NonDifferentiable(target.dtype() + " values have no derivative");
    }
    Cotangent cotangent = cotangents.get(target);
    if (cotangent == null) {
      return new Gradient.Disconnected(whyDisconnected(target));
    }
    Expr value = Origin.within(origin.apply(target), () -> cotangent.settle().value());
    return new Gradient.Connected(value);
  }

  private String whyDisconnected(Expr target) {
    if (!order.contains(target)) {
      return "the outputs do not depend on it";
    }
    return "the outputs depend on it only through ops that let no gradient flow: "
        + between(order, Set.of(target), blockers);
  }

  /// The ops that let nothing through, after some nodes.
  static String between(List<Expr> order, Set<Expr> nodes, Set<Apply> blockers) {
    Set<Expr> dependent = new HashSet<>(nodes);
    Set<String> blocked = new LinkedHashSet<>();
    for (Expr node : order) {
      if (node instanceof Apply apply && apply.operands().stream().anyMatch(dependent::contains)) {
        dependent.add(apply);
        boolean leavesNumbers =
            !apply.dtype().isFloating()
                && apply.operands().stream()
                    .anyMatch(x -> x.dtype().isFloating() && dependent.contains(x));
        if (leavesNumbers || blockers.contains(apply)) {
          blocked.add(apply.op().name() + " at " + apply.origin().written());
        }
      }
    }
    return String.join(", ", blocked.stream().limit(5).toList());
  }
}
