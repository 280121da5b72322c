package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The gradient by one target as a whole, along directions: reverse mode against dual numbers,
/// finite differences and the complex step.
///
/// Dual numbers decide, with their error bounds. Differences confirm them or, where no dual numbers
/// can be had, stand in for them; where the function is so flat that they see rounding only, dual
/// numbers alone are enough. Differences that contradict both mean that the lowering is not what
/// its dual numbers differentiate.
final class TargetCheck {
  private final Slice slice;
  private final Ledger ledger;
  private final Ledger.Entry entry;
  private final Bounded[] reverse;
  private final boolean constrained;
  private final boolean partial;

  /// @param constrained whether the directions are those of a tangent basis
  /// @param partial whether some node is not finite, so that 0·∞ may be met
  TargetCheck(
      Slice slice, Ledger ledger, Ledger.Entry entry, boolean constrained, boolean partial) {
    this.slice = slice;
    this.ledger = ledger;
    this.entry = entry;
    this.reverse = slice.reverse();
    this.constrained = constrained;
    this.partial = partial;
  }

  /// The gradient that reverse mode gives.
  Bounded[] reverse() {
    return reverse;
  }

  /// One direction; `place` says which, for messages, empty if it is a random one.
  void along(double[] v, String place, boolean differences) {
    Direction direction = new Direction(Map.of(slice.target(), v));
    String what =
        Report.name(slice.target()) + (place.isEmpty() ? " along a direction" : " at " + place);
    Bounded claimed = Sums.dot(v, reverse);
    Optional<Bounded> duals = duals(slice.at(), direction);
    if (duals.isEmpty()) {
      byDifferences(direction, claimed, what, place);
      return;
    }
    Bounded expected = duals.get();
    Judgement judgement = Judgement.of(expected, claimed);
    OneSided.Slopes sides = OneSided.of(slice.scalar(), slice.at(), direction);
    if (sides.jumps()) {
      entry.leaveOut(what, new Reason.Jump());
    } else if (sides.isKink()) {
      Reason kink = new Reason.Kink(sides.left().value(), sides.right().value());
      entry.leaveOut(what, kink);
    } else if (partial && !Double.isFinite(claimed.value())) {
      entry.leaveOut(what, new Reason.NotFinite(claimed.value()));
    } else if (judgement == Judgement.DIFFERENT) {
      refute(place, expected, claimed, ErrorKind.COMBINATION);
    } else {
      confirm(judgement, direction, expected, claimed, what, place, differences && !sides.held());
    }
  }

  private void confirm(
      Judgement judgement,
      Direction direction,
      Bounded expected,
      Bounded claimed,
      String what,
      String place,
      boolean differences) {
    boolean exact = expected.isExact() && claimed.isExact() && expected.value() == claimed.value();
    boolean isEqual = judgement == Judgement.EQUAL || (exact && judgement == Judgement.BLURRED);
    if (differences) {
      Differences quotients = Differences.of(slice.scalar(), slice.at(), direction);
      if (quotients.leavesDomain() && !constrained) {
        entry.leaveOut(what, new Reason.DomainEdge());
        return;
      }
      if (quotients.contradict(claimed, there -> duals(there, direction).orElse(expected))) {
        refute(place, quotients.best(), claimed, ErrorKind.LOWERING);
        return;
      }
      if (isEqual && quotients.confirm(claimed)) {
        entry.confirm(Oracle.DIFFERENCES);
      }
    }
    if (!isEqual) {
      entry.leaveOut(what, judgement.reason(expected, claimed));
      return;
    }
    entry.confirm(Oracle.DUAL_NUMBERS);
    if (ComplexStep.along(slice.scalar(), slice.at(), direction)
        .filter(step -> Judgement.of(step, claimed) == Judgement.EQUAL)
        .isPresent()) {
      entry.confirm(Oracle.COMPLEX_STEP);
    }
  }

  private Optional<Bounded> duals(Point at, Direction v) {
    Numbers numbers = new Numbers();
    try {
      Bounded slope = DualNumbers.first(slice.scalar(), at, v, numbers)[0];
      return Optional.of(numbers.isUndecided() ? Bounded.unknown(slope.value()) : slope);
    } catch (AdjointException e) {
      if (e.getCause() instanceof UnsupportedOperationException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void byDifferences(Direction v, Bounded claimed, String what, String place) {
    Differences quotients = Differences.of(slice.scalar(), slice.at(), v);
    if (quotients.leavesDomain()) {
      entry.leaveOut(what, new Reason.DomainEdge());
    } else if (quotients.contradict(claimed, _ -> claimed)) {
      refute(place, quotients.best(), claimed, ErrorKind.COMBINATION);
    } else if (quotients.confirm(claimed)) {
      entry.confirm(Oracle.DIFFERENCES);
    } else {
      entry.leaveOut(what, new Reason.Saturated(claimed.value()));
    }
  }

  private void refute(String place, Bounded expected, Bounded actual, ErrorKind kind) {
    entry.refute();
    // One is enough if a rule is wrong: it is named already.
    boolean named = ledger.faults().stream().anyMatch(f -> f.operand().isPresent());
    boolean listed =
        ledger.faults().stream()
            .anyMatch(f -> f.node().filter(n -> n == slice.target()).isPresent());
    if (named || listed) {
      return;
    }
    ledger.fault(
        new Fault(
            "the gradient of " + Report.name(slice.target()),
            Optional.of(slice.target()),
            OptionalInt.empty(),
            place.isEmpty() ? "along a direction" : place,
            expected.value(),
            actual.value(),
            Agreement.MARGIN * (expected.error() + actual.error()),
            kind,
            "",
            1,
            DType.FLOAT64));
  }
}
