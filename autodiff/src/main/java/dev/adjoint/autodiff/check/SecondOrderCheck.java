package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.grad.GradientException;
import dev.adjoint.autodiff.grad.Gradients;
import dev.adjoint.autodiff.grad.Tangent;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// The second derivative of a scalar along two directions in all four compositions: dual numbers of
/// dual numbers, which share nothing with the rules, against dual numbers through the gradient,
/// reverse mode over reverse mode, and reverse mode over forward mode.
final class SecondOrderCheck {
  private final Slice slice;
  private final Ledger ledger;
  private final Ledger.Entry entry;
  private final List<Expr> all;
  private final Direction v;
  private final Optional<Expr> slope;
  private final Bounded[] overReverse;
  private final Bounded[] overForward;
  private final boolean partial;

  /// @param all the inputs that move, the slice's target among them
  /// @param v how they move
  /// @param partial whether some node is not finite, so that 0·∞ may be met
  SecondOrderCheck(
      Slice slice,
      List<Expr> all,
      Direction v,
      Ledger ledger,
      Ledger.Entry entry,
      boolean partial) {
    this.slice = slice;
    this.all = all;
    this.v = v;
    this.ledger = ledger;
    this.entry = entry;
    this.partial = partial;
    this.slope = slope(slice.scalar(), Constant.scalar(1, slice.scalar().dtype()));
    this.overReverse = gradient(slope);
    this.overForward = gradient(forward());
  }

  /// Along w of the target after v of all inputs; whether nothing contradicts it.
  boolean along(double[] w) {
    Direction inner = new Direction(Map.of(slice.target(), w));
    String what = "second derivative by " + Report.name(slice.target());
    Bounded expected;
    try {
      expected = duals(inner);
    } catch (AdjointException e) {
      if (e.getCause() instanceof UnsupportedOperationException) {
        return true; // an opaque op has no second derivative but that of its rule
      }
      throw e;
    }
    boolean right = true;
    for (Oracle composition : compositions()) {
      Bounded claimed = claimed(composition, inner);
      boolean beyond = partial && !Double.isFinite(claimed.value());
      Judgement judgement = beyond ? Judgement.UNKNOWN : Judgement.of(expected, claimed);
      switch (judgement) {
        case EQUAL -> confirm(composition);
        case DIFFERENT -> {
          Optional<Reason> kink = kink(inner);
          kink.ifPresent(reason -> entry.leaveOut(what, reason));
          if (kink.isEmpty()) {
            refute(composition, expected, claimed);
            right = false;
          }
        }
        case BLURRED, UNKNOWN, NOT_FINITE, BEYOND -> {
          boolean exact =
              expected.isExact() && claimed.isExact() && expected.value() == claimed.value();
          if (exact) {
            confirm(composition);
          } else {
            entry.leaveOut(what, judgement.reason(expected, claimed));
          }
        }
      }
    }
    return right;
  }

  private void confirm(Oracle composition) {
    entry.confirm(composition);
    entry.confirm(Oracle.DUALS_OF_DUALS);
  }

  private static List<Oracle> compositions() {
    return List.of(
        Oracle.REVERSE_OVER_REVERSE, Oracle.DUALS_THROUGH_GRADIENT, Oracle.REVERSE_OVER_FORWARD);
  }

  private Bounded duals(Direction w) {
    Numbers numbers = new Numbers();
    Bounded second = DualNumbers.second(slice.scalar(), slice.at(), w, v, numbers)[0];
    return numbers.isUndecided() ? Bounded.unknown(second.value()) : second;
  }

  /// `seed·⟨∇f, v⟩`, empty if there is no gradient.
  private Optional<Expr> slope(Expr scalar, Expr seed) {
    Gradients gradients = Grad.vjp(List.of(scalar), List.of(seed), all);
    List<Expr> terms = new ArrayList<>();
    for (Expr x : all) {
      double[] part = v.of(x);
      if (part != null && gradients.answer(x) instanceof Gradient.Connected(Expr g)) {
        terms.add(g.times(Constant.of(Tensor.of(x.shape(), part))).sum());
      }
    }
    return terms.stream().reduce(Expr::plus);
  }

  /// What a composition with reverse mode in it gives.
  private Bounded claimed(Oracle composition, Direction w) {
    double[] part = w.of(slice.target());
    return switch (composition) {
      case REVERSE_OVER_REVERSE -> Sums.dot(Objects.requireNonNull(part), overReverse);
      case REVERSE_OVER_FORWARD -> Sums.dot(Objects.requireNonNull(part), overForward);
      case DUALS_THROUGH_GRADIENT -> slope.map(s -> through(s, w)).orElse(Bounded.exact(0));
      default -> throw new IllegalArgumentException("not of second order: " + composition);
    };
  }

  private Bounded through(Expr slope, Direction w) {
    Numbers numbers = new Numbers();
    Expr form = Stabilise.of(List.of(slope)).outputs().getFirst();
    Bounded along = DualNumbers.first(form, slice.at(), w, numbers)[0];
    return numbers.isUndecided() ? Bounded.unknown(along.value()) : along;
  }

  /// The gradient of a slope by the target, zero where there is no dependence.
  private Bounded[] gradient(Optional<Expr> slope) {
    return slope
        .map(s -> Slice.of(s, slice.target(), slice.at()).reverse())
        .orElseGet(() -> Sums.zeros(slice.size()));
  }

  /// The derivative along v as forward mode gives it.
  private Optional<Expr> forward() {
    Map<Expr, Expr> tangents = new LinkedHashMap<>();
    for (Expr x : all) {
      double[] part = v.of(x);
      if (part != null) {
        tangents.put(x, Constant.of(Tensor.of(x.shape(), part)));
      }
    }
    Expr scalar = slice.scalar();
    try {
      return Grad.jvp(List.of(scalar), tangents).answer(scalar)
              instanceof Tangent.Connected(Expr along)
          ? Optional.of(along)
          : Optional.empty();
    } catch (GradientException refused) { // a rule that is not linear, which stands in the ledger
      return Optional.empty();
    }
  }

  /// Whether the second derivative is another one a little to the side.
  private Optional<Reason> kink(Direction w) {
    for (Direction way : new Direction[] {v, w}) {
      double back = near(way, -0x1p-20, w);
      double ahead = near(way, 0x1p-20, w);
      double size = Math.max(Math.abs(back), Math.abs(ahead));
      if (!(Math.abs(back - ahead) <= 1e-3 * size)) {
        return Optional.of(new Reason.Kink(back, ahead));
      }
    }
    return Optional.empty();
  }

  private double near(Direction way, double h, Direction w) {
    Point there = slice.at().moved(way, h);
    return DualNumbers.second(slice.scalar(), there, w, v, new Numbers())[0].value();
  }

  private void refute(Oracle composition, Bounded expected, Bounded actual) {
    entry.refute();
    if (ledger.faults().stream().anyMatch(f -> f.operand().isPresent())) {
      return;
    }
    ledger.fault(
        new Fault(
            "the second derivative by " + Report.name(slice.target()),
            Optional.of(slice.target()),
            OptionalInt.empty(),
            "along two directions",
            expected.value(),
            actual.value(),
            Agreement.MARGIN * (expected.error() + actual.error()),
            ErrorKind.COMBINATION,
            composition.toString(),
            2,
            DType.FLOAT64));
  }
}
