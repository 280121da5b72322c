package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A check of the derivatives of a loss at given values, against oracles that share nothing with
/// the rules by which reverse mode differentiates.
///
/// ```java
/// Check.gradient(loss, Map.of(x, xs, w, ws)).requirePass();
///
/// Report report =
///     Check.of(loss, Map.of(x, xs, y, ys, w, ws))
///         .wrt(w, hidden)                    // parameters, inputs, interior nodes
///         .tangents(y, basis)                // y stays on the simplex
///         .formula(w, handDerived)           // must equal the gradient
///         .order(2)
///         .run();
/// System.out.println(report);
/// ```
///
/// Everything is computed in double precision; a FLOAT32 graph is rebuilt for it, and its own
/// gradient is then held against the result. The same seed gives the same report.
public final class Check {
  private static final int DIRECTIONS = 4;
  private static final long SEED = 20_260_101;

  private final List<Expr> outputs;
  private final Map<Expr, Tensor> bindings;
  private List<Expr> targets;
  private final Map<Expr, Tensor> bases = new LinkedHashMap<>();
  private final Map<Expr, Expr> constraints = new LinkedHashMap<>();
  private final Map<Expr, Expr> formulas = new LinkedHashMap<>();
  private int order = 2;
  private int directions = DIRECTIONS;
  private long seed = SEED;

  private Check(List<Expr> outputs, Map<? extends Expr, Tensor> bindings) {
    this.outputs = List.copyOf(outputs);
    this.bindings = new LinkedHashMap<>();
    Requirements.outputs(this.outputs);
    for (Input input : Graph.inputs(this.outputs)) {
      this.bindings.put(input, Requirements.binding(input, bindings));
    }
    Requirements.known(this.bindings, bindings);
    this.targets = this.bindings.keySet().stream().filter(x -> x.dtype().isFloating()).toList();
  }

  /// The verdict on the gradient of a loss by all its floating inputs, to second order.
  public static Report gradient(Expr loss, Map<? extends Expr, Tensor> bindings) {
    return of(loss, bindings).run();
  }

  /// A check of one output: a loss, or a tensor, of which random combinations are differentiated.
  public static Check of(Expr output, Map<? extends Expr, Tensor> bindings) {
    return new Check(List.of(output), bindings);
  }

  /// A check of several outputs together.
  public static Check of(List<? extends Expr> outputs, Map<? extends Expr, Tensor> bindings) {
    return new Check(List.copyOf(outputs), bindings);
  }

  /// By which expressions to differentiate: inputs or interior nodes; by default all floating
  /// inputs.
  public Check wrt(Expr... wrt) {
    return wrt(List.of(wrt));
  }

  /// By which expressions to differentiate.
  public Check wrt(List<? extends Expr> wrt) {
    Requirements.targets(wrt, outputs);
    targets = List.copyOf(wrt);
    return this;
  }

  /// The highest order, 1 or 2; by default 2.
  public Check order(int highest) {
    if (highest < 1 || highest > 2) {
      throw new CheckException("the order must be 1 or 2, got " + highest);
    }
    order = highest;
    return this;
  }

  /// How many random directions are tried of a target too large to look at element by element.
  public Check directions(int count) {
    if (count < 1) {
      throw new CheckException("needs at least one direction, got " + count);
    }
    directions = count;
    return this;
  }

  /// The seed of all random choices.
  public Check seed(long number) {
    seed = number;
    return this;
  }

  /// The directions in which a constrained input may move, such as labels on the simplex: the rows
  /// of a tensor `[k, …]` beyond the first axis of the target's shape. Only these are checked.
  public Check tangents(Expr target, Tensor basis) {
    Requirements.basis(target, basis);
    bases.put(target, basis);
    return this;
  }

  /// The same, with what the constraint keeps constant, an expression of the target such as
  /// `y.sum(1)`: a basis that changes it is refused.
  public Check tangents(Expr target, Tensor basis, Expr constraint) {
    tangents(target, basis);
    if (!(target instanceof Input)) {
      throw new CheckException("%s is no input, so nothing constrains it".formatted(target));
    }
    constraints.put(target, constraint);
    return this;
  }

  /// A gradient derived by hand, which must equal the derivative by a target.
  public Check formula(Expr target, Expr gradient) {
    Requirements.formula(target, gradient);
    formulas.put(target, gradient);
    return this;
  }

  /// Runs the check.
  public Report run() {
    List<Expr> all = new ArrayList<>(targets);
    for (List<Expr> more : List.of(List.copyOf(bases.keySet()), List.copyOf(formulas.keySet()))) {
      more.stream().filter(x -> !all.contains(x)).forEach(all::add);
    }
    Requirements.targets(all, outputs);
    // One origin for all that is built, which spares a walk of the stack for each node.
    return Origin.within(new Origin.Copied(outputs.getFirst()), () -> new Run(this, all).report());
  }

  List<Expr> outputs() {
    return outputs;
  }

  Map<Expr, Tensor> bindings() {
    return bindings;
  }

  Map<Expr, Expr> formulas() {
    return formulas;
  }

  int order() {
    return order;
  }

  int directions() {
    return directions;
  }

  long seed() {
    return seed;
  }

  Optional<Tensor> basis(Expr target) {
    @Nullable Tensor basis = bases.get(target);
    return Optional.ofNullable(basis);
  }

  Optional<Expr> constraint(Expr target) {
    @Nullable Expr constraint = constraints.get(target);
    return Optional.ofNullable(constraint);
  }
}
