package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.op.AsWritten;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.Subtract;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// One attempt of a rule at one node: what it may look at, and what it has looked through.
///
/// A pattern sees a bounded number of nodes, so that rewriting stays linear in the graph; one that
/// would need more does not match, rather than by half.
public final class Match {
  private static final int SIGHT = 256;
  private static final Dim ONE = Dim.of(1);

  private final Set<Expr> cuts;
  private final Set<Expr> crossed = new HashSet<>();
  private int seen;

  Match(Set<Expr> cuts) {
    this.cuts = cuts;
  }

  /// The application behind an expression, unless it is one that no pattern may look into.
  Optional<Apply> see(Expr x) {
    if (!(x instanceof Apply apply) || cuts.contains(x) || apply.op() instanceof AsWritten) {
      return Optional.empty();
    }
    seen++;
    return isBlind() ? Optional.empty() : Optional.of(apply);
  }

  /// Whether there was more to see.
  boolean isBlind() {
    return seen > SIGHT;
  }

  /// Notes that the result does not contain this node but goes past it.
  void cross(Expr x) {
    crossed.add(x);
  }

  Set<Expr> crossed() {
    return crossed;
  }

  /// Whether two expressions have the same value because they are the same ops on the same nodes.
  boolean same(Expr a, Expr b) {
    if (a == b) {
      return true;
    }
    OptionalDouble number = number(a);
    if (number.isPresent()) {
      return number.equals(number(b)) && a.type().equals(b.type());
    }
    Optional<Apply> left = see(a);
    Optional<Apply> right = see(b);
    return left.isPresent()
        && right.isPresent()
        && left.get().op().equals(right.get().op())
        && left.get().operands().size() == right.get().operands().size()
        && same(left.get().operands(), right.get().operands());
  }

  private boolean same(List<Expr> a, List<Expr> b) {
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// The floating number that every element of an expression is, if it is a repeated constant, or
  /// the difference of two, as in `1 − t`.
  OptionalDouble number(Expr x) {
    List<Expr> passed = unrepeated(x);
    if (passed.stream().anyMatch(cuts::contains)) {
      return OptionalDouble.empty();
    }
    OptionalDouble number =
        switch (passed.getLast()) {
          case Constant constant
              when constant.dtype().isFloating() && constant.value().size() == 1 ->
              OptionalDouble.of(constant.value().item());
          case Apply y when y.op() instanceof Subtract -> difference(y);
          case Expr _ -> OptionalDouble.empty();
        };
    if (number.isPresent()) {
      crossed.addAll(passed);
    }
    return number;
  }

  private OptionalDouble difference(Apply y) {
    OptionalDouble a = constant(y.operands().get(0));
    OptionalDouble b = constant(y.operands().get(1));
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(a.getAsDouble() - b.getAsDouble())
        : OptionalDouble.empty();
  }

  private OptionalDouble constant(Expr x) {
    Expr last = unrepeated(x).getLast();
    return last instanceof Constant ? number(x) : OptionalDouble.empty();
  }

  /// An expression and what it repeats or reshapes, down to what does neither.
  static List<Expr> unrepeated(Expr x) {
    List<Expr> passed = new ArrayList<>(List.of(x));
    while (passed.getLast() instanceof Apply apply
        && (apply.op() instanceof Broadcast || apply.op() instanceof Reshape)) {
      passed.add(apply.operands().getFirst());
    }
    return passed;
  }

  boolean isNumber(Expr x, double value) {
    OptionalDouble number = number(x);
    return number.isPresent() && number.getAsDouble() == value;
  }

  /// Whether an application only moves the elements of its first operand: what an elementwise
  /// function commutes with. One with a gradient of its own, such as a clip, does more.
  static boolean moves(Apply x) {
    return x.dtype() != DType.BOOL
        && !x.op().redefinesDerivative()
        && switch (x.lowering()) {
          case Lowering.View _, Lowering.Gather _ -> true;
          case Lowering.Reduction(var kind, var axes) ->
              kind == Lowering.Reduction.Kind.SUM
                  && axes.stream().map(x.operands().getFirst().shape()::dim).allMatch(ONE::equals);
          default -> false;
        };
  }

  /// The same move of another expression, repeated to the shape of what is moved.
  static Expr moved(Apply move, Expr x) {
    List<Expr> operands = new ArrayList<>(move.operands());
    operands.set(0, Broadcast.broadcast(x, operands.getFirst().shape()));
    return Apply.of(move.op(), operands);
  }
}
