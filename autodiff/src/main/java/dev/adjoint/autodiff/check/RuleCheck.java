package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Reals;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Every vjp rule by itself, at the values that reach its node: the rule against dual numbers,
/// there and at values near by, where an accident of the given ones (two equal operands, a bias of
/// zeros, a tensor remembered from before) does not hide an error; its linearity; the derivative of
/// the rule against duals of duals; the rule in FLOAT32 against FLOAT64.
final class RuleCheck {
  /// Cotangents of other magnitudes, which a linear rule follows.
  private static final double[] MAGNITUDES = {0x1p20, 0x1p-20};

  private final Ledger ledger;
  private final RandomGenerator random;
  private final int order;
  private final boolean narrow;
  private final Set<Op> seen = new HashSet<>();

  /// @param narrow whether the graph was given in FLOAT32, which its rules then must take
  RuleCheck(Ledger ledger, RandomGenerator random, int order, boolean narrow) {
    this.ledger = ledger;
    this.random = random;
    this.order = order;
    this.narrow = narrow;
  }

  /// Checks a node at the values of its operands; whether its rule is right, as far as one can see.
  boolean check(Apply node, List<Elements> values, Point base) {
    if (!node.dtype().isFloating() || node.shape().size() == 0) {
      return true;
    }
    int before = ledger.faults().size();
    if (node.op().redefinesDerivative()) {
      ledger.rules().leaveOut(name(node), new Reason.Redefined(node.op().name()));
      return true;
    }
    try {
      if (seen.add(node.op())) {
        kinks(node);
      }
      Application a = Application.of(node, values, base);
      a.requireOnePrecision();
      for (int i : a.floating()) {
        operand(node, a, i, values);
      }
    } catch (BrokenRuleException e) {
      ledger.fault(broken(node, e));
    }
    return ledger.faults().size() == before;
  }

  private static String name(Apply node) {
    return "[" + node.op().name() + "]";
  }

  /// At the kinks that an op declares its rule gives the slopes that it declares.
  private void kinks(Apply node) throws BrokenRuleException {
    for (Kink kink : node.op().kinks()) {
      List<Expr> operands =
          kink.at().stream().<Expr>map(x -> Input.of("operand", x.type())).toList();
      List<Elements> values =
          kink.at().stream().map(x -> Point.exact(x.type(), Reals.elements(x))).toList();
      Apply there = Apply.of(node.op(), operands);
      Application a = Application.of(there, values, new Point(Map.of()));
      double[] ones = new double[a.resultSize()];
      Arrays.fill(ones, 1);
      for (int i : a.floating()) {
        Bounded[] actual = a.bar(i, ones);
        Tensor slopes = kink.slopes().get(i);
        for (int j = 0; j < actual.length; j++) {
          Bounded declared = (Bounded) Point.exact(slopes.type(), Reals.elements(slopes)).data()[j];
          if (Judgement.of(declared, actual[j]) == Judgement.DIFFERENT) {
            ledger.fault(
                Diagnosis.at(node, i, 0, declared, actual[j])
                    .along("")
                    .with(ErrorKind.KINK, kink.where() + " it declares: " + kink.derivative()));
            return;
          }
        }
      }
    }
  }

  private void operand(Apply node, Application a, int i, List<Elements> values)
      throws BrokenRuleException {
    double[] u = Direction.random(random, a.resultSize());
    Application near = a.at(nearby(a));
    boolean alone = !a.readsBeyond();
    if (first(node, FirstOrder.of(a, i, u), near, true)
        && alone
        && (!isFinite(near) || first(node, FirstOrder.of(near, i, u), near, false))
        && !a.isOpaque()
        && (order < 2 || second(node, a, i, u))) {
      inFloat32(node, a, i, u, values);
    }
  }

  /// Whether nothing contradicts the rule.
  private boolean first(Apply node, FirstOrder claim, Application near, boolean given) {
    Comparison comparison = Comparison.of(claim, random);
    if (!comparison.wrong().isEmpty()) {
      Application stable = claim.a().stabilised();
      Claim again = new FirstOrder(stable, stable, claim.operand(), claim.u(), claim.jacobian());
      comparison = Comparison.of(again, random);
    }
    if (!comparison.wrong().isEmpty()) {
      ledger.fault(new Diagnosis(node, claim, comparison, near, given).fault());
      return false;
    }
    if (given) {
      record(node, claim.operand(), comparison, Oracle.DUAL_NUMBERS);
    }
    return !given || isLinear(node, claim);
  }

  private void record(Apply node, int operand, Comparison comparison, Oracle oracle) {
    for (long n = 0; n < comparison.confirmed(); n++) {
      ledger.rules().confirm(oracle);
    }
    for (Unchecked one : comparison.leftOut()) {
      String what = "%s operand %d, %s".formatted(name(node), operand, one.what());
      ledger.rules().leaveOut(what, one.reason());
    }
  }

  /// Whether the rule follows cotangents of other magnitudes.
  private boolean isLinear(Apply node, FirstOrder claim) {
    Bounded[] one = claim.actual();
    for (double magnitude : MAGNITUDES) {
      double[] u = Arrays.stream(claim.u()).map(x -> magnitude * x).toArray();
      Bounded[] scaled = claim.with(u).actual();
      for (int j = 0; j < one.length; j++) {
        Bounded expected = Sums.times(magnitude, one[j]);
        if (Judgement.of(expected, scaled[j]) == Judgement.DIFFERENT
            && claim.noDerivative(j).isEmpty()) {
          ledger.fault(
              Diagnosis.at(node, claim.operand(), j, expected, scaled[j])
                  .with(
                      ErrorKind.COMBINATION,
                      "not linear: for a cotangent " + magnitude + " times as large"));
          return false;
        }
      }
    }
    return true;
  }

  private boolean second(Apply node, Application a, int i, double[] u) {
    List<Expr> floating = a.floating().stream().map(a::operand).toList();
    Direction v = Direction.random(random, floating);
    double[] uDot = Direction.random(random, a.resultSize());
    Claim claim = new SecondOrder(a, i, new Jacobian(a, i), v, u, uDot);
    Comparison comparison = Comparison.of(claim, random);
    if (!comparison.wrong().isEmpty()) {
      Claim again = new SecondOrder(a.stabilised(), i, new Jacobian(a, i), v, u, uDot);
      comparison = Comparison.of(again, random);
    }
    if (comparison.wrong().isEmpty()) {
      record(node, i, comparison, Oracle.DUALS_OF_DUALS);
      return true;
    }
    ledger.fault(Diagnosis.worst(node, i, comparison).with(ErrorKind.SECOND_ORDER, "").ofOrder(2));
    return false;
  }

  private void inFloat32(Apply node, Application a, int i, double[] u, List<Elements> values)
      throws BrokenRuleException {
    Optional<Application> single = inFloat32(node, values);
    if (single.isEmpty()) {
      return;
    }
    Point rounded = a.at();
    for (int k = 0; k < a.y().operands().size(); k++) {
      Elements value = single.get().at().elements(single.get().operand(k));
      rounded = rounded.with(a.operand(k), Point.exactly(value, a.operand(k).type()));
    }
    double[] floats = Arrays.stream(u).map(x -> (float) x).toArray();
    Application wide = a.at(rounded);
    FirstOrder claim = new FirstOrder(wide, single.get(), i, floats, new Jacobian(wide, i));
    Comparison comparison = Comparison.of(claim, random);
    if (comparison.wrong().isEmpty()) {
      record(node, i, comparison, Oracle.FLOAT32);
    } else {
      ledger.fault(
          Diagnosis.worst(node, i, comparison).with(ErrorKind.FLOAT32_ONLY, "").in(DType.FLOAT32));
    }
  }

  private Optional<Application> inFloat32(Apply node, List<Elements> values)
      throws BrokenRuleException {
    try {
      return Application.inFloat32(node, values);
    } catch (BrokenRuleException e) {
      if (narrow) {
        throw e;
      }
      ledger.rules().leaveOut(name(node), new Reason.OnlyFloat64(String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  /// Every number moved by up to an eighth of itself, zeros by a little.
  private Point nearby(Application a) {
    Point near = a.at();
    for (int i : a.floating()) {
      double[] x = a.at().numbers(a.operand(i));
      for (int j = 0; j < x.length; j++) {
        double by = (random.nextDouble() - 0.5) / 4;
        x[j] = x[j] == 0 ? by : x[j] * (1 + by);
      }
      near = near.with(a.operand(i), Point.elements(a.operand(i).type(), x));
    }
    return near;
  }

  private static boolean isFinite(Application a) {
    try {
      return Arrays.stream(a.at().read(a.y(), new Numbers()))
          .allMatch(x -> Double.isFinite(x.value()));
    } catch (AdjointException outside) {
      return false;
    }
  }

  private static Fault broken(Apply node, BrokenRuleException e) {
    return new Fault(
        node.op().name(),
        Optional.of(node),
        e.operand() < 0 ? OptionalInt.empty() : OptionalInt.of(e.operand()),
        "",
        Double.NaN,
        Double.NaN,
        Double.NaN,
        e.kind(),
        String.valueOf(e.getMessage()),
        1,
        node.dtype());
  }
}
