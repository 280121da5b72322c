package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Expr;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a check has found so far.
final class Ledger {
  /// Left out of the list beyond so many; all are counted.
  private static final int LISTED = 200;

  private final Map<Expr, Entry> targets = new LinkedHashMap<>();
  private final Entry rules = new Entry();
  private final List<Fault> faults = new ArrayList<>();

  /// What was found about one subject.
  static final class Entry {
    private final Set<Oracle> oracles = EnumSet.noneOf(Oracle.class);
    private final List<Unchecked> unchecked = new ArrayList<>();
    private long compared;
    private long leftOut;
    private boolean wrong;
    private boolean decides;

    void confirm(Oracle oracle) {
      oracles.add(oracle);
      decides |= oracle == Oracle.DUAL_NUMBERS || oracle == Oracle.DIFFERENCES;
      compared++;
    }

    void leaveOut(String what, Reason reason) {
      leftOut++;
      if (unchecked.size() < LISTED) {
        unchecked.add(new Unchecked(what, reason));
      }
    }

    void refute() {
      wrong = true;
    }

    Set<Oracle> oracles() {
      return oracles;
    }

    List<Unchecked> unchecked() {
      return unchecked;
    }

    long compared() {
      return compared;
    }

    long leftOut() {
      return leftOut;
    }

    /// Whether something has confirmed the first derivative in double precision.
    boolean isConfirmed() {
      return decides;
    }

    boolean isWrong() {
      return wrong;
    }
  }

  /// The entry of a target.
  Entry of(Expr target) {
    return targets.computeIfAbsent(target, _ -> new Entry());
  }

  /// The entry of the rules of all nodes.
  Entry rules() {
    return rules;
  }

  void fault(Fault fault) {
    faults.add(fault);
  }

  List<Fault> faults() {
    return faults;
  }

  Map<Expr, Entry> targets() {
    return targets;
  }
}
