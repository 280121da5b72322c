package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.op.AsWritten;
import dev.adjoint.autodiff.op.Reshape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A graph in its stable form: every node is rebuilt on stable operands, from the leaves up, and
/// then offered to the [#RULES] in their order. Linear in the graph; a graph that no rule matches
/// is left as it is, node by node.
///
/// What lies below an [AsWritten] stays literal.
public final class Stabilise {
  /// The rules, in the order in which they are tried.
  public static final List<Rule> RULES =
      List.of(
          new Complement(),
          new SoftmaxOfQuotient(),
          new SigmoidOfQuotient(),
          new DivisionByExponential(),
          new LogOfExponentials(),
          new LogOnePlus(),
          new LogSoftmaxOfDifference(),
          new SoftplusLessArgument(),
          new LogOdds(),
          new RootOfSquares(),
          new OneSided());

  /// Rules meet what rules have made; no chain of them is longer than this.
  private static final int DEPTH = 16;

  private final List<Expr> outputs;
  private final Set<Expr> cuts;
  private final Set<Expr> literal = new HashSet<>();
  private final Map<Expr, Expr> stable = new HashMap<>();
  private final Set<Expr> crossed = new HashSet<>();
  private final Set<Expr> aliases = new HashSet<>();

  private Stabilise(Collection<? extends Expr> outputs, Collection<? extends Expr> cuts) {
    this.cuts = Set.copyOf(cuts);
    List<Expr> order = Graph.topological(outputs);
    keepLiteral(order);
    for (Expr node : order) {
      stable.put(node, rebuild(node));
    }
    this.outputs = outputs.stream().<Expr>map(stable::get).toList();
  }

  /// The stable form of some outputs.
  public static Stabilise of(Collection<? extends Expr> outputs) {
    return new Stabilise(outputs, Set.of());
  }

  /// The stable form of some outputs as functions of the nodes of a cut, which, with what is below
  /// them, stay as they are.
  public static Stabilise of(Collection<? extends Expr> outputs, Collection<? extends Expr> cut) {
    return new Stabilise(outputs, cut);
  }

  /// The outputs in stable form.
  public List<Expr> outputs() {
    return outputs;
  }

  /// What a node became; the node itself if it is not below the outputs.
  public Expr of(Expr node) {
    return stable.getOrDefault(node, node);
  }

  /// Whether some rule went past this node, or made another of it that was there before, so that
  /// the outputs are no longer functions of what it became alone. Its derivative is that of the
  /// stable form with the node as a cut.
  public boolean crosses(Expr node) {
    Expr now = of(node);
    return crossed.contains(now)
        || aliases.contains(node)
        || (literal.contains(node) && now != node);
  }

  /// Whether a node is below an [AsWritten].
  public boolean isLiteral(Expr node) {
    return literal.contains(node);
  }

  private void keepLiteral(List<Expr> order) {
    List<Expr> marks =
        order.stream()
            .filter(node -> node instanceof Apply apply && apply.op() instanceof AsWritten)
            .toList();
    literal.addAll(marks.isEmpty() ? marks : Graph.topological(marks));
    marks.forEach(literal::remove);
  }

  private Expr rebuild(Expr node) {
    if (!(node instanceof Apply apply) || apply.op() instanceof AsWritten || cuts.contains(node)) {
      return node;
    }
    List<Expr> operands = node.operands().stream().<Expr>map(stable::get).toList();
    Apply rebuilt = (Apply) Graph.withOperands(node, operands);
    Expr result = stabilised(rebuilt, DEPTH);
    if (result != rebuilt && isOld(result, rebuilt.id())) {
      aliases.add(node);
    }
    return result instanceof Apply && node.name().isPresent() && result.name().isEmpty()
        ? result.named(node.name().get())
        : result;
  }

  private Expr stabilised(Apply node, int depth) {
    for (Rule rule : depth == 0 ? List.<Rule>of() : RULES) {
      if (!rule.startsAt(node.op())) {
        continue;
      }
      Match match = new Match(cuts);
      long last = node.id();
      Optional<Expr> found =
          Origin.within(
              new Origin.Rewritten(rule.name(), List.of(node)), () -> rule.apply(node, match));
      if (found.isPresent() && !match.isBlind()) {
        crossed.addAll(match.crossed());
        Expr settled = settled(found.get(), last, depth - 1, new HashMap<>());
        return Reshape.reshape(settled, node.shape());
      }
    }
    return node;
  }

  /// Nodes are numbered in the order of creation, and a rule is applied right after its node.
  private static boolean isOld(Expr node, long last) {
    return !(node instanceof Apply apply) || apply.id() <= last;
  }

  /// What a rule has made, in stable form.
  private Expr settled(Expr made, long last, int depth, Map<Expr, Expr> done) {
    if (isOld(made, last)) {
      return made;
    }
    Expr before = done.get(made);
    if (before != null) {
      return before;
    }
    List<Expr> operands = new ArrayList<>();
    for (Expr operand : made.operands()) {
      operands.add(settled(operand, last, depth, done));
    }
    Expr after = stabilised((Apply) Graph.withOperands(made, operands), depth);
    done.put(made, after);
    return after;
  }
}
