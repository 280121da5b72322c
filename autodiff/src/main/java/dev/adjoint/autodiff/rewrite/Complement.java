package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.Cos;
import dev.adjoint.autodiff.op.Erf;
import dev.adjoint.autodiff.op.Erfc;
import dev.adjoint.autodiff.op.Exp;
import dev.adjoint.autodiff.op.Expm1;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.Negate;
import dev.adjoint.autodiff.op.NormalCdf;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Square;
import dev.adjoint.autodiff.op.Subtract;
import dev.adjoint.autodiff.op.Tanh;
import dev.adjoint.autodiff.op.Where;
import java.util.List;
import java.util.Optional;

/// What is left to 1 of a value near 1, without the subtraction that would lose it.
final class Complement implements Rule {
  @Override
  public String name() {
    return "complement";
  }

  @Override
  public String says() {
    return """
    1 − σ(x) = σ(−x), 1 − e^x = −expm1(x), 1 ∓ tanh x = 2σ(∓2x), 1 − tanh²x = 4σ(2x)σ(−2x), \
    1 − cos x = 2 sin²(x/2), 1 − softmax(x) = −expm1(logSoftmax(x)), 1 − (1 − x) = x, \
    1 − (t·a + (1 − t)·b) = t·(1 − a) + (1 − t)·(1 − b) if both are among these; \
    through moves and where; also as x − 1 and −x + 1\
    """;
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Subtract || op instanceof Add;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    Expr a = y.operands().get(0);
    Expr b = y.operands().get(1);
    if (y.op() instanceof Subtract) {
      return match.isNumber(a, 1)
          ? of(b, match)
          : match.isNumber(b, 1) ? of(a, match).map(Complement::negated) : Optional.empty();
    }
    return match.isNumber(a, 1)
        ? plusOne(b, match)
        : match.isNumber(b, 1)
            ? plusOne(a, match)
            : match.isNumber(b, -1) ? of(a, match).map(Complement::negated) : Optional.empty();
  }

  /// `−x`, without a second sign.
  static Expr negated(Expr x) {
    return x instanceof Apply y && y.op() instanceof Negate ? y.operands().getFirst() : x.negate();
  }

  private static Optional<Expr> plusOne(Expr x, Match match) {
    return match
        .see(x)
        .flatMap(
            y ->
                switch (y.op()) {
                  case Tanh() -> Optional.of(sigmoids(operand(y)));
                  case Erf() -> Optional.of(Erfc.erfc(negated(operand(y))));
                  case Negate() -> of(operand(y), match);
                  default -> Optional.<Expr>empty();
                })
        .map(result -> past(x, result, match));
  }

  /// `1 − x` without a subtraction, if there is such a form.
  static Optional<Expr> of(Expr x, Match match) {
    return match.see(x).flatMap(y -> read(y, match)).map(result -> past(x, result, match));
  }

  private static Expr past(Expr x, Expr result, Match match) {
    match.cross(x);
    return result;
  }

  private static Optional<Expr> read(Apply y, Match match) {
    return switch (y.op()) {
      case Sigmoid() -> Optional.of(Sigmoid.sigmoid(negated(operand(y))));
      case Exp() -> Optional.of(Expm1.expm1(operand(y)).negate());
      case Tanh() -> Optional.of(sigmoids(negated(operand(y))));
      case Erf() -> Optional.of(Erfc.erfc(operand(y)));
      case Erfc() -> Optional.of(Erf.erf(operand(y)));
      case NormalCdf() -> Optional.of(NormalCdf.normalCdf(negated(operand(y))));
      case Cos() -> Optional.of(Sin.sin(operand(y).times(0.5)).square().times(2));
      case Softmax(int axis) ->
          Optional.of(Expm1.expm1(LogSoftmax.logSoftmax(operand(y), axis)).negate());
      case Square() -> ofSquare(operand(y), match);
      case Multiply() when match.same(operand(y), y.operands().get(1)) ->
          ofSquare(operand(y), match);
      case Subtract() when match.isNumber(operand(y), 1) -> Optional.of(y.operands().get(1));
      case Add() -> ofMixture(y, match);
      case Where() -> ofEither(y, match);
      default ->
          Match.moves(y)
              ? of(operand(y), match).map(inner -> Match.moved(y, inner))
              : Optional.empty();
    };
  }

  private static Expr operand(Apply y) {
    return y.operands().getFirst();
  }

  /// `1 + tanh x`.
  private static Expr sigmoids(Expr x) {
    return Sigmoid.sigmoid(x.times(2)).times(2);
  }

  private static Optional<Expr> ofSquare(Expr root, Match match) {
    return match
        .see(root)
        .filter(y -> y.op() instanceof Tanh)
        .map(
            y -> {
              match.cross(y);
              Expr twice = operand(y).times(2);
              return Sigmoid.sigmoid(twice).times(Sigmoid.sigmoid(twice.negate())).times(4);
            });
  }

  private static Optional<Expr> ofEither(Apply y, Match match) {
    Expr a = y.operands().get(1);
    Expr b = y.operands().get(2);
    Optional<Expr> ofA = of(a, match);
    Optional<Expr> ofB = of(b, match);
    return ofA.isEmpty() && ofB.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Where.where(
                operand(y),
                ofA.orElseGet(() -> minusFrom1(a)),
                ofB.orElseGet(() -> minusFrom1(b))));
  }

  private static Expr minusFrom1(Expr x) {
    return x.negate().plus(1);
  }

  /// `t·a + (1 − t)·b`, the factors in any order.
  private static Optional<Expr> ofMixture(Apply y, Match match) {
    Optional<Apply> left = product(operand(y), match);
    Optional<Apply> right = product(y.operands().get(1), match);
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    List<Expr> l = left.get().operands();
    List<Expr> r = right.get().operands();
    for (int i = 0; i < 4; i++) {
      Expr t = l.get(i / 2);
      Expr u = r.get(i % 2);
      if (addToOne(t, u, match)) {
        Optional<Expr> a = of(l.get(1 - i / 2), match);
        Optional<Expr> b = of(r.get(1 - i % 2), match);
        if (a.isPresent() && b.isPresent()) {
          match.cross(left.get());
          match.cross(right.get());
          return Optional.of(t.times(a.get()).plus(u.times(b.get())));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Apply> product(Expr x, Match match) {
    return match.see(x).filter(y -> y.op() instanceof Multiply);
  }

  private static boolean addToOne(Expr t, Expr u, Match match) {
    return isRest(t, u, match)
        || isRest(u, t, match)
        || (t instanceof Apply a
            && u instanceof Apply b
            && a.op().equals(b.op())
            && Match.moves(a)
            && addToOne(operand(a), operand(b), match));
  }

  /// Whether `u` is written as `1 − t`.
  private static boolean isRest(Expr t, Expr u, Match match) {
    return match
        .see(u)
        .filter(y -> y.op() instanceof Subtract && match.isNumber(operand(y), 1))
        .filter(y -> match.same(y.operands().get(1), t))
        .isPresent();
  }
}
