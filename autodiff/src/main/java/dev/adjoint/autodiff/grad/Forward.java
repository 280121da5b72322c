package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.support.Zeros;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The generic forward pass: nodes in order, each getting its tangent from those of its operands,
/// `ẏ = Σᵢ Jᵢ·ẋᵢ`. It knows no op. Cost and graph size are linear in the forward graph.
///
/// An op that states no rule is differentiated by the one of its vjp. That of an elementwise op has
/// a diagonal Jacobian, which is its own transpose: the rule is used as it is written, with `ẋ` for
/// `ȳ`, so that the order of its operations, chosen for accuracy, stays. Any other rule is
/// transposed: `ȳ ↦ Jᵢᵀ·ȳ` is linear, and its own vjp at a dummy `ȳ` is `ẋᵢ ↦ Jᵢ·ẋᵢ`.
final class Forward {
  private final List<Expr> order;
  private final int derivativeOrder;
  private final Map<Expr, Expr> tangents = new HashMap<>();
  private final Set<Expr> given;
  private final Set<Apply> blockers = new HashSet<>();
  private final Zeros zeros = new Zeros();
  private final Set<Op> linear = new HashSet<>();

  /// The tangents of outputs along a direction, through their stable form. A node of the direction
  /// that some rule went past has a pass by itself, through the stable form that keeps it, so that
  /// none is the worse for another; what the passes give adds up.
  static Tangents along(List<Expr> outputs, Map<Expr, Expr> direction) {
    Stabilise stable = Stabilise.of(outputs);
    Map<Expr, Expr> together = new HashMap<>();
    List<Stabilise> forms = new ArrayList<>(List.of(stable));
    List<Forward> passes = new ArrayList<>();
    for (Expr x : Graph.topological(outputs)) {
      Expr tangent = direction.get(x);
      if (tangent != null && stable.crosses(x)) {
        Stabilise kept = Stabilise.of(outputs, List.of(x));
        forms.add(kept);
        passes.add(new Forward(kept.outputs(), Map.of(x, tangent)));
      } else if (tangent != null) {
        together.put(stable.of(x), tangent);
      }
    }
    passes.addFirst(new Forward(stable.outputs(), together));
    Map<Expr, Tangent> answers = new HashMap<>();
    for (Expr output : new LinkedHashSet<>(outputs)) {
      Origin origin = new Origin.Tangent(output, passes.getFirst().derivativeOrder);
      for (int i = 0; i < passes.size(); i++) {
        Tangent part = passes.get(i).answer(forms.get(i).of(output));
        answers.merge(output, part, (a, b) -> Origin.within(origin, () -> sum(a, b)));
      }
    }
    return new Tangents(outputs, answers);
  }

  private static Tangent sum(Tangent a, Tangent b) {
    return a instanceof Tangent.Connected(Expr first) && b instanceof Tangent.Connected(Expr second)
        ? new Tangent.Connected(first.plus(second))
        : a instanceof Tangent.Disconnected ? b : a;
  }

  /// A pass below some outputs. Where a node has a given tangent and one from its operands, they
  /// add up.
  Forward(Collection<Expr> outputs, Map<Expr, Expr> given) {
    this.order = Graph.topological(outputs);
    this.derivativeOrder = Origin.next(order);
    this.given = given.keySet();
    for (Expr node : order) {
      Optional<Expr> own = Optional.ofNullable(given.get(node)).map(t -> named(t, node));
      Optional<Expr> pushed = node instanceof Apply y ? pushed(y) : Optional.empty();
      own.ifPresent(tangent -> receive(node, tangent));
      pushed.ifPresent(tangent -> receive(node, tangent));
    }
  }

  private static Expr named(Expr tangent, Expr node) {
    return Reshape.reshape(tangent, node.shape());
  }

  private void receive(Expr node, Expr tangent) {
    Expr before = tangents.get(node);
    tangents.put(
        node,
        before == null
            ? tangent
            : Origin.within(new Origin.Tangent(node, derivativeOrder), () -> before.plus(tangent)));
  }

  /// What a node gets from its operands.
  private Optional<Expr> pushed(Apply y) {
    Optional<Expr> pushed =
        Origin.within(new Origin.Tangent(y, derivativeOrder), () -> pushed(y, dots(y)));
    if (pushed.isEmpty() && y.operands().stream().anyMatch(tangents::containsKey)) {
      blockers.add(y);
    }
    return pushed;
  }

  /// The tangents of a node's operands.
  private List<Optional<Expr>> dots(Apply y) {
    if (derivativeOrder > 1) {
      zeros.see(y);
    }
    List<Optional<Expr>> dots = new ArrayList<>();
    for (int i = 0; i < y.operands().size(); i++) {
      Expr tangent = tangents.get(y.operands().get(i));
      dots.add(Optional.ofNullable(tangent == null ? null : zeros.meeting(y, i, tangent)));
    }
    return dots;
  }

  private Optional<Expr> pushed(Apply y, List<Optional<Expr>> dots) {
    if (!y.dtype().isFloating() || dots.stream().allMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    Optional<Expr> own = stated(y, dots);
    if (own.isPresent()) {
      return Optional.of(checked(y, own.get()));
    }
    if (y.op().redefinesDerivative() || !isDiagonal(y, dots)) {
      return transposed(y, dots);
    }
    if (linear.add(y.op())) {
      transposed(y, dots); // refuses a rule that is not linear
    }
    return written(y, dots);
  }

  /// What an op's own rule gives.
  private static Optional<Expr> stated(Apply y, List<Optional<Expr>> dots) {
    try {
      return y.op().jvp(y.operands(), y, dots);
    } catch (AdjointException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new GradientException(
          "[%s] its jvp failed: %s%n  at %s".formatted(y.op().name(), e, y.origin().written()), e);
    }
  }

  private static Expr checked(Apply y, Expr given) {
    if (given.dtype() != y.dtype() || !given.shape().sameSizes(y.shape())) {
      throw new GradientException(
          "[%s] its jvp gives %s, but the result is %s%n  at %s"
              .formatted(y.op().name(), given.type(), y, y.origin().written()));
    }
    return named(given, y);
  }

  /// Whether element `i` of the result is made of elements `i` of operands of its own dtype.
  private static boolean isDiagonal(Apply y, List<Optional<Expr>> dots) {
    return Backward.isElementwise(y.lowering())
        && dots.stream().flatMap(Optional::stream).allMatch(t -> t.dtype() == y.dtype());
  }

  /// The rule of an elementwise op, operand by operand, with the tangent for the cotangent.
  private static Optional<Expr> written(Apply y, List<Optional<Expr>> dots) {
    @Nullable Expr sum = null;
    for (int i = 0; i < dots.size(); i++) {
      if (dots.get(i).isPresent()) {
        Optional<Expr> part = Backward.written(y, dots.get(i).get()).get(i);
        if (part.isPresent()) {
          Expr term = within(y, i, part.get());
          sum = sum == null ? term : sum.plus(term);
        }
      }
    }
    return Optional.ofNullable(sum).map(tangent -> named(tangent, y));
  }

  /// What a rule wrote for operand `i`, zero where the op lets nothing through.
  private static Expr within(Apply y, int i, Expr written) {
    Backward.check(y, "vjp", i, written, y.operands().get(i).dtype());
    return Backward.support(y, i).map(mask -> Where.where(mask, written, 0)).orElse(written);
  }

  private Optional<Expr> transposed(Apply y, List<Optional<Expr>> dots) {
    Input dummy = Input.of("yBar", y.type());
    List<Optional<Expr>> bars = Backward.written(y, dummy);
    List<Expr> rules = new ArrayList<>();
    List<Expr> seeds = new ArrayList<>();
    for (int i = 0; i < dots.size(); i++) {
      if (dots.get(i).isPresent() && bars.get(i).isPresent()) {
        rules.add(within(y, i, bars.get(i).get()));
        seeds.add(dots.get(i).get());
      }
    }
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    Set<Expr> leaves = new HashSet<>(y.operands());
    leaves.add(y);
    Backward transpose =
        new Backward(
            Graph.topological(rules, leaves),
            rules,
            seeds,
            List.of(dummy),
            (_, _) -> new Origin.Tangent(y, derivativeOrder));
    if (!(transpose.answer(dummy) instanceof Gradient.Connected(Expr tangent))) {
      return Optional.of(zeros(y));
    }
    leaves.addAll(seeds);
    if (Graph.topological(List.of(tangent), leaves).contains(dummy)) {
      throw new GradientException(
          "[%s] its vjp is not linear: give a jvp%n  at %s"
              .formatted(y.op().name(), y.origin().written()));
    }
    return Optional.of(named(tangent, y));
  }

  /// The tangent of a rule that gives zeros, whatever the cotangent is.
  private static Expr zeros(Apply y) {
    return Broadcast.broadcast(Constant.scalar(0, y.dtype()), y.shape());
  }

  /// The derivative of an output.
  Tangent answer(Expr output) {
    if (!output.dtype().isFloating()) {
      return new Tangent.NonDifferentiable(output.dtype() + " values have no derivative");
    }
    Expr tangent = tangents.get(output);
    return tangent == null
        ? new Tangent.Disconnected(whyDisconnected(output))
        : new Tangent.Connected(tangent);
  }

  private String whyDisconnected(Expr output) {
    String blocked = Backward.between(Graph.topological(List.of(output)), given, blockers);
    return blocked.isEmpty()
        ? "it depends on nothing that has a tangent"
        : "it depends on what has a tangent only through ops that let none flow: " + blocked;
  }
}
