package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a check has found: a verdict for every target, every wrong rule, what was left out and why.
/// Its text is the whole of it.
public final class Report {
  private static final int LINES = 12;

  private final Map<Expr, Verdict> verdicts = new LinkedHashMap<>();
  private final List<Fault> faults;
  private final List<Unchecked> unchecked = new ArrayList<>();
  private final Set<Oracle> oracles = EnumSet.noneOf(Oracle.class);
  private final long compared;
  private final long leftOut;
  private final int nodes;

  Report(Ledger ledger, int nodes) {
    this.faults = List.copyOf(ledger.faults());
    this.nodes = nodes;
    long sum = ledger.rules().compared();
    long out = ledger.rules().leftOut();
    oracles.addAll(ledger.rules().oracles());
    for (var target : ledger.targets().entrySet()) {
      Ledger.Entry entry = target.getValue();
      verdicts.put(target.getKey(), verdict(target.getKey(), entry));
      unchecked.addAll(entry.unchecked());
      oracles.addAll(entry.oracles());
      sum += entry.compared();
      out += entry.leftOut();
    }
    unchecked.addAll(ledger.rules().unchecked());
    this.compared = sum;
    this.leftOut = out;
  }

  private Verdict verdict(Expr target, Ledger.Entry entry) {
    List<Fault> own =
        faults.stream()
            .filter(f -> f.operand().isEmpty() && f.node().filter(n -> n == target).isPresent())
            .toList();
    if (entry.isWrong() || !own.isEmpty()) {
      return new Verdict.Fail(own.isEmpty() ? faults : own);
    }
    return entry.isConfirmed()
        ? new Verdict.Pass(entry.oracles(), entry.compared())
        : new Verdict.NotChecked(entry.unchecked());
  }

  /// The outcome: fail if anything is wrong, a rule or a target; pass if every target is confirmed
  /// (what was left out beside is in [#unchecked]); else neither.
  public Verdict verdict() {
    if (!faults.isEmpty()) {
      return new Verdict.Fail(faults);
    }
    List<Unchecked> open = new ArrayList<>();
    boolean silent = compared == 0;
    for (Verdict verdict : verdicts.values()) {
      silent |= verdict instanceof Verdict.NotChecked(var none) && none.isEmpty();
      if (verdict instanceof Verdict.NotChecked(List<Unchecked> some)) {
        some.stream().filter(u -> !(u.reason() instanceof Reason.Empty)).forEach(open::add);
      }
    }
    return open.isEmpty() && !silent
        ? new Verdict.Pass(oracles, compared)
        : new Verdict.NotChecked(open);
  }

  /// The outcome for one target.
  public Verdict verdict(Expr target) {
    Verdict verdict = verdicts.get(target);
    if (verdict == null) {
      throw new CheckException(target + " is not a target; targets are " + verdicts.keySet());
    }
    return verdict;
  }

  /// Everything that is wrong: the rules, each where it stands, then gradients as a whole.
  public List<Fault> faults() {
    return faults;
  }

  /// What was left out, of targets and of rules, and why; a long list is cut.
  public List<Unchecked> unchecked() {
    return List.copyOf(unchecked);
  }

  /// What derivatives were held against.
  public Set<Oracle> oracles() {
    return Set.copyOf(oracles);
  }

  /// How many comparisons were confirmed.
  public long compared() {
    return compared;
  }

  /// How many were left out.
  public long leftOut() {
    return leftOut;
  }

  /// Throws [CheckFailure] unless the check has passed.
  public void requirePass() {
    if (!(verdict() instanceof Verdict.Pass)) {
      throw new CheckFailure(this);
    }
  }

  /// Throws [CheckFailure] unless the check has passed and nothing was left out.
  public void requireComplete() {
    if (!(verdict() instanceof Verdict.Pass) || leftOut > 0) {
      throw new CheckFailure(this);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("gradient check: ");
    text.append(word(verdict()));
    verdicts.forEach((x, v) -> text.append("%n  %s: %s".formatted(name(x), line(v))));
    text.append(
        "%n  rules of %d nodes, %d comparisons in all, %d left out"
            .formatted(nodes, compared, leftOut));
    for (Fault fault : faults.subList(0, Math.min(LINES, faults.size()))) {
      text.append("%n- %s".formatted(fault));
    }
    more(text, faults.size());
    for (Unchecked one : unchecked.subList(0, Math.min(LINES, unchecked.size()))) {
      text.append("%n- unchecked: %s".formatted(one));
    }
    more(text, unchecked.size());
    return text.toString();
  }

  private static void more(StringBuilder text, int size) {
    if (size > LINES) {
      text.append("%n- and %d more".formatted(size - LINES));
    }
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass _ -> "PASS";
      case Verdict.Fail _ -> "FAIL";
      case Verdict.NotChecked _ -> "UNCHECKED";
    };
  }

  private static String line(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass(var by, long count) ->
          "pass, %d comparisons by %s".formatted(count, names(by));
      case Verdict.Fail(var wrong) -> "fail, %d faults".formatted(wrong.size());
      case Verdict.NotChecked(var why) ->
          why.isEmpty() ? "unchecked" : "unchecked, " + why.getFirst().reason();
    };
  }

  private static String names(Set<Oracle> oracles) {
    return oracles.stream().sorted().map(Oracle::toString).collect(Collectors.joining(", "));
  }

  static String name(Expr target) {
    return target instanceof Input input
        ? input.toString()
        : target.name().orElse(target.toString());
  }
}
