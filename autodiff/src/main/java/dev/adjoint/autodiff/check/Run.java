package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.rewrite.Stabilise;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// One run of a check: first every rule by itself, then every target as a whole.
final class Run {
  /// Targets up to this size are looked at element by element.
  private static final int SMALL = 16;

  /// Pairs of directions of the second derivatives by a target.
  private static final int PAIRS = 2;

  /// Directions along which finite differences are taken, for each target.
  private static final int DIFFERENCES = 3;

  private final Check check;
  private final List<Expr> targets;
  private final RandomGenerator random;
  private final Subject subject;
  private final Ledger ledger = new Ledger();
  private int nodes;
  private boolean partial;

  Run(Check check, List<Expr> targets) {
    this.check = check;
    this.targets = targets;
    if (!targets.isEmpty() && targets.stream().allMatch(x -> x.shape().size() == 0)) {
      throw new CheckException(
          "nothing to check: %s has no elements; bind a size above 0".formatted(targets));
    }
    this.random = new SplittableRandom(check.seed());
    List<Expr> more = new ArrayList<>(targets);
    more.addAll(check.formulas().values());
    this.subject = Subject.of(check.outputs(), check.bindings(), more, random);
  }

  Report report() {
    rules(List.of(subject.loss()), check.order(), false);
    boolean broken = ledger.faults().stream().anyMatch(f -> Double.isNaN(f.tolerance()));
    for (Expr target : targets) {
      if (broken) {
        ledger.of(target).refute();
      } else {
        whole(target);
      }
    }
    trace();
    return new Report(ledger, nodes);
  }

  /// Every rule on the way from a target to an output, as it was written and in stable form.
  private void rules(List<Expr> outputs, int order, boolean derived) {
    Set<Expr> order1 = new LinkedHashSet<>(Graph.topological(Stabilise.of(outputs).outputs()));
    order1.addAll(Graph.topological(outputs));
    List<Expr> all = List.copyOf(order1);
    Set<Expr> moving = new HashSet<>();
    for (Expr target : targets) {
      moving.add(subject.wide().of(target));
      Stabilise form = Stabilise.of(outputs);
      moving.add(form.of(subject.wide().of(target)));
    }
    Map<Expr, Elements> values = new HashMap<>();
    List<Elements> read = subject.at().read(all, new Numbers());
    for (int i = 0; i < all.size(); i++) {
      values.put(all.get(i), read.get(i));
    }
    partial |= values.values().stream().anyMatch(Run::hasNonFinite);
    RuleCheck rules = new RuleCheck(ledger, random, order, subject.wide().isChanged());
    for (Expr node : all) {
      if (node instanceof Apply apply && apply.operands().stream().anyMatch(moving::contains)) {
        moving.add(apply);
        if (!derived || apply.origin().order() > 0) {
          nodes++;
          rules.check(
              apply,
              apply.operands().stream().map(x -> Objects.requireNonNull(values.get(x))).toList(),
              subject.at());
        }
      }
    }
  }

  /// A wrong whole of right rules is followed to where it begins.
  private void trace() {
    boolean lost =
        ledger.faults().stream()
            .anyMatch(
                f -> f.operand().isEmpty() && f.kind() == ErrorKind.COMBINATION && f.order() == 1);
    if (lost) {
      new Trail(subject.loss(), subject.at(), random)
          .start()
          .ifPresent(
              start ->
                  ledger.fault(
                      Diagnosis.at(
                              start.node(), start.operand(), 0, start.expected(), start.actual())
                          .along("along a direction")
                          .with(
                              ErrorKind.COMBINATION,
                              "the gradient is right at the result and wrong at this operand")));
    }
  }

  private static boolean hasNonFinite(Elements values) {
    return values.type().dtype().isFloating()
        && Arrays.stream(Point.bounded(values)).anyMatch(x -> !Double.isFinite(x.value()));
  }

  private void whole(Expr target) {
    Ledger.Entry entry = ledger.of(target);
    Expr wide = subject.wide().of(target);
    if (wide.shape().size() == 0) {
      entry.leaveOut(Report.name(target), new Reason.Empty());
      return;
    }
    Slice slice;
    try {
      slice = Slice.of(subject.loss(), wide, subject.at());
    } catch (AdjointException e) {
      if (ledger.faults().isEmpty()) {
        throw e;
      }
      entry.refute();
      return;
    }
    Bounded value = slice.at().read(slice.scalar(), new Numbers())[0];
    if (!Double.isFinite(value.value())) {
      entry.leaveOut(Report.name(target), new Reason.NotFinite(value.value()));
      return;
    }
    if (slice.redefining().isPresent()) {
      Reason redefined = new Reason.Redefined(slice.redefining().get().op().name());
      entry.leaveOut(Report.name(target), redefined);
      return;
    }
    firstOrder(target, slice, entry);
    new FormulaCheck(ledger, check, subject, target).run(slice.reverse());
    if (check.order() > 1 && !entry.isWrong()) {
      secondOrder(target, slice, entry);
    }
    if (subject.wide().isChanged() && !entry.isWrong()) {
      new NarrowCheck(ledger, subject, target, partial).run(slice.reverse());
    }
  }

  private void firstOrder(Expr target, Slice slice, Ledger.Entry entry) {
    boolean constrained = check.basis(target).isPresent();
    TargetCheck whole = new TargetCheck(slice, ledger, entry, constrained, partial);
    int tried = 0;
    for (Step step : steps(target, slice, whole.reverse())) {
      whole.along(step.v, step.place, tried++ < DIFFERENCES || step.place.isEmpty());
    }
  }

  /// A direction and its name, which is empty for a random one.
  private static final class Step {
    final double[] v;
    final String place;

    Step(double[] v, String place) {
      this.v = v;
      this.place = place;
    }
  }

  /// Every element of a small target, and random directions, every other one of which gives each
  /// element the same weight in the result; those of a basis if there is one. Elements of which
  /// reverse mode gives NaN or ∞ are looked at one by one.
  private List<Step> steps(Expr target, Slice slice, Bounded[] gradient) {
    if (check.basis(target).isPresent()) {
      return within(target, slice, check.basis(target).get());
    }
    List<Step> steps = new ArrayList<>();
    boolean small = slice.size() <= SMALL;
    for (int i = 0; small && i < slice.size(); i++) {
      double[] unit = new double[slice.size()];
      unit[i] = 1;
      steps.add(new Step(unit, Index.text(slice.target().shape(), i)));
    }
    for (int i = 0; i < (small ? 1 : check.directions()); i++) {
      double[] v = Direction.random(random, slice.size());
      for (int j = 0; j < v.length; j++) {
        double size = Math.abs(gradient[j].value());
        v[j] /= i % 2 == 1 && size > 1e-100 && size < 1e100 ? size : 1;
        v[j] = Double.isFinite(size) ? v[j] : 0;
      }
      if (Arrays.stream(v).anyMatch(x -> x != 0)) { // else nothing of the gradient is finite
        steps.add(new Step(v, ""));
      }
    }
    for (int j = 0; !small && j < slice.size() && steps.size() < SMALL; j++) {
      if (!Double.isFinite(gradient[j].value())) {
        double[] unit = new double[slice.size()];
        unit[j] = 1;
        steps.add(new Step(unit, Index.text(slice.target().shape(), j)));
      }
    }
    return steps;
  }

  private List<Step> within(Expr target, Slice slice, Tensor basis) {
    double[][] vectors = Requirements.vectors(basis);
    check.constraint(target).ifPresent(c -> Tangency.require(target, vectors, c, check.bindings()));
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < vectors.length && i < SMALL; i++) {
      steps.add(new Step(vectors[i], "basis vector " + i));
    }
    for (int i = 0; i < check.directions(); i++) {
      double[] v = new double[slice.size()];
      double[] weights = Direction.random(random, vectors.length);
      for (int k = 0; k < vectors.length; k++) {
        for (int j = 0; j < v.length; j++) {
          v[j] += weights[k] * vectors[k][j];
        }
      }
      steps.add(new Step(v, ""));
    }
    return steps;
  }

  private void secondOrder(Expr target, Slice slice, Ledger.Entry entry) {
    Slice cut = slice;
    List<Expr> moving = new ArrayList<>();
    if (slice.target() instanceof Input) {
      for (Expr x : targets) {
        if (subject.wide().of(x) instanceof Input input) {
          moving.add(input);
        }
      }
    } else {
      cut = Interior.asInput(slice);
      moving.add(cut.target());
    }
    Map<Expr, double[]> parts = new LinkedHashMap<>();
    for (Expr x : moving) {
      parts.put(x, direction(x.equals(cut.target()) ? target : original(x), x));
    }
    int before = ledger.faults().size();
    SecondOrderCheck second =
        new SecondOrderCheck(cut, moving, new Direction(parts), ledger, entry, partial);
    boolean right = true;
    for (int i = 0; i < PAIRS && right; i++) {
      right = second.along(direction(target, cut.target()));
    }
    if (!right && slice.target() instanceof Input) {
      derivedRules(slice, before);
    }
  }

  /// A wrong second derivative of right rules: the rules of the gradient's own nodes.
  private void derivedRules(Slice slice, int before) {
    List<Expr> gradient = slice.gradient().stream().toList();
    int found = ledger.faults().size();
    rules(gradient, 1, true);
    if (ledger.faults().size() > found) {
      List<Fault> sharper = List.copyOf(ledger.faults().subList(found, ledger.faults().size()));
      ledger.faults().subList(before, ledger.faults().size()).clear();
      ledger.faults().addAll(sharper);
    }
  }

  private Expr original(Expr wide) {
    return targets.stream().filter(x -> subject.wide().of(x).equals(wide)).findFirst().orElse(wide);
  }

  private double[] direction(Expr target, Expr wide) {
    if (check.basis(target).isEmpty()) {
      return Direction.random(random, (int) wide.shape().size());
    }
    double[][] vectors = Requirements.vectors(check.basis(target).get());
    double[] v = new double[(int) wide.shape().size()];
    double[] weights = Direction.random(random, vectors.length);
    for (int k = 0; k < vectors.length; k++) {
      for (int j = 0; j < v.length; j++) {
        v[j] += weights[k] * vectors[k][j];
      }
    }
    return v;
  }
}
