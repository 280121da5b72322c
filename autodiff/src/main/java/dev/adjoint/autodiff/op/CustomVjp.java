package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Label;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A function of expressions with a derivative of its author's own, under a name of its own: for
/// straight-through estimators, for losses whose derivative has a better form than the chain rule
/// finds, for fixed points that are differentiated without their iteration.
///
/// ```java
/// CustomVjp binarize = CustomVjp.unary("binarize", Sign::sign, (x, y, yBar) -> yBar);
/// Expr hidden = binarize.of(x.matmul(w));
/// ```
///
/// The rule is written in expressions of the operands, the result and its cotangent, so a second
/// derivative differentiates the rule. It may use other expressions too; the function may not, as
/// no gradient could flow to them. Both are called more than once and must give the same each time.
/// Two ops are equal if they have the same two objects: make one, apply it often.
///
/// The rule need not be the derivative of the function ([Op#redefinesDerivative]); dual numbers and
/// differences differentiate the function. But a cotangent reaches no element from which the
/// function lets nothing reach the place it came from: what a mask behind the result has cut off
/// stays cut off, whatever the rule gives there.
///
/// Forward mode transposes the rule. A rule that is not linear in `yBar`, as one that clips, has no
/// transpose: say what the tangent is by [#withTangent].
public record CustomVjp(
    String name, Function<List<Expr>, Expr> function, Rule rule, Optional<TangentRule> tangentRule)
    implements Op {

  /// A vector-Jacobian product, [Op#vjp].
  @FunctionalInterface
  public interface Rule {
    /// For every operand its cotangent, or empty if no gradient flows to it.
    List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar);
  }

  /// The rule of a function of one operand.
  @FunctionalInterface
  public interface UnaryRule {
    /// The cotangent of `x`.
    Expr vjp(Expr x, Expr y, Expr yBar);
  }

  /// A Jacobian-vector product, [Op#jvp].
  @FunctionalInterface
  public interface TangentRule {
    /// The tangent of `y` from those of the operands, of which at least one has any.
    Expr jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents);
  }

  /// Checks the name, and that there is a function and a rule.
  public CustomVjp {
    Label.check(name);
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(tangentRule, "tangentRule");
  }

  /// The function of a list of operands, with its rule.
  public static CustomVjp of(String name, Function<List<Expr>, Expr> function, Rule rule) {
    return new CustomVjp(name, function, rule, Optional.empty());
  }

  /// The same function and rule, with a rule for tangents.
  public CustomVjp withTangent(TangentRule tangentRule) {
    return new CustomVjp(name, function, rule, Optional.of(tangentRule));
  }

  /// The function of one operand, with its rule.
  public static CustomVjp unary(String name, UnaryOperator<Expr> function, UnaryRule rule) {
    return of(
        name,
        x -> function.apply(only(x)),
        (x, y, yBar) ->
            List.of(
                Optional.of(
                    Objects.requireNonNull(
                        rule.vjp(only(x), y, yBar), "the rule gives no cotangent"))));
  }

  private static Expr only(List<Expr> operands) {
    if (operands.size() != 1) {
      throw new ShapeException("takes one operand, got " + operands.size());
    }
    return operands.getFirst();
  }

  /// The type of what the function gives for operands of these types.
  @Override
  public TensorType type(List<TensorType> operands) {
    List<Expr> inputs = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      inputs.add(Input.of("operand " + i, operands.get(i)));
    }
    Expr y = given(List.copyOf(inputs));
    for (Input input : Graph.inputs(List.of(y))) {
      if (!inputs.contains(input)) {
        throw new AdjointException(
            "its function uses %s, which is not an operand: pass it as one".formatted(input));
      }
    }
    return y.type();
  }

  private Expr given(List<Expr> operands) {
    try {
      return Objects.requireNonNull(function.apply(operands), "no result");
    } catch (AdjointException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new AdjointException("its function failed: " + e, e);
    }
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    return rule.vjp(operands, y, yBar);
  }

  @Override
  public Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
    return tangentRule.map(
        given ->
            Objects.requireNonNull(given.jvp(operands, y, tangents), "the rule gives no tangent"));
  }

  @Override
  public boolean redefinesDerivative() {
    return true;
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    return new Lowering.Composite(function);
  }
}
