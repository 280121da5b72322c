package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What a wrong rule looks like. Hypotheses are tried in turn, at the given values and near by,
/// since of one number alone nothing can be said.
final class Diagnosis {
  /// Below this part of the other slopes, or of the slope at smaller operands, an op is saturated.
  private static final double FLAT = 1e-2;

  private final Apply node;
  private final Application a;
  private final int operand;
  private final double[] u;
  private final Comparison comparison;
  private final Application near;
  private final boolean given;
  private final List<Integer> looked;

  /// @param node as it stands in the graph
  /// @param claim that is wrong
  /// @param comparison which says where
  /// @param near the op at other values
  /// @param given whether it is wrong at the given values, not only near by
  Diagnosis(Apply node, FirstOrder claim, Comparison comparison, Application near, boolean given) {
    this.node = node;
    this.a = claim.a();
    this.operand = claim.operand();
    this.u = claim.u();
    this.comparison = comparison;
    this.near = near;
    this.given = given;
    this.looked = comparison.looked();
  }

  /// The worst element of a comparison as a fault of no kind yet.
  static Fault worst(Apply node, int operand, Comparison comparison) {
    Set<Integer> wrong = new HashSet<>(comparison.wrong());
    int worst = -1;
    double most = -1;
    for (int n = 0; n < comparison.looked().size(); n++) {
      int j = comparison.looked().get(n);
      double apart = Math.abs(comparison.expected(n).value() - comparison.actual(j).value());
      if (wrong.contains(j) && !(apart <= most)) {
        worst = n;
        most = apart;
      }
    }
    int j = comparison.looked().get(worst);
    return at(node, operand, j, comparison.expected(worst), comparison.actual(j));
  }

  /// A fault of no kind yet at one element of an operand.
  static Fault at(Apply node, int operand, int element, Bounded expected, Bounded actual) {
    return new Fault(
        node.op().name(),
        Optional.of(node),
        OptionalInt.of(operand),
        Index.text(node.operands().get(operand).shape(), element),
        expected.value(),
        actual.value(),
        Agreement.MARGIN * (expected.error() + actual.error()),
        ErrorKind.OTHER,
        "",
        1,
        DType.FLOAT64);
  }

  /// The fault with its kind.
  Fault fault() {
    Fault fault = worst(node, operand, comparison);
    Fault named = named(fault);
    String where = given ? "" : "at values near the given ones, where it is right by accident";
    String detail =
        named.detail().isEmpty() || where.isEmpty()
            ? named.detail() + where
            : named.detail() + "; " + where;
    return named.with(named.kind(), detail);
  }

  private Fault named(Fault fault) {
    if (!Double.isFinite(fault.actual())) {
      return fault.with(ErrorKind.NOT_FINITE, "");
    }
    if (a.bars().get(operand).isEmpty()) {
      return fault.with(ErrorKind.MISSING, "");
    }
    if (!a.bars().get(operand).equals(a.unmasked().get(operand)) && isRightUnmasked()) {
      return fault.with(ErrorKind.SUPPORT, "");
    }
    if (matches(this::expected, -1)) {
      return fault.with(ErrorKind.SIGN, "");
    }
    if (!given && Stale.holdsData(a, operand)) {
      return fault.with(ErrorKind.STALE, "");
    }
    Optional<Fault> moved = misplaced(fault);
    if (moved.isPresent()) {
      return moved.get();
    }
    if (isPartial()) {
      return partial(fault);
    }
    if (isRightWhereSteep()) {
      return fault.with(ErrorKind.SATURATED, "at smaller operands it is right");
    }
    return whole(fault);
  }

  private Bounded expected(int n) {
    return comparison.expected(n);
  }

  private Bounded actual(int n) {
    return comparison.actual(looked.get(n));
  }

  /// Whether what is claimed is everywhere a multiple of something else.
  private boolean matches(IntFunction<Bounded> other, double factor) {
    return IntStream.range(0, looked.size())
        .allMatch(n -> Likeness.isNear(Sums.times(factor, other.apply(n)), actual(n)));
  }

  private boolean isRightUnmasked() {
    Bounded[] bare = a.unmaskedBar(operand, u);
    return IntStream.range(0, looked.size())
        .allMatch(n -> Likeness.isNear(expected(n), bare[looked.get(n)]));
  }

  /// A right number at the wrong place: transposed, of another operand, or one term of a sum.
  private Optional<Fault> misplaced(Fault fault) {
    Shape shape = a.operand(operand).shape();
    boolean all = looked.size() == a.size(operand);
    for (int p = 0; all && p < shape.rank(); p++) {
      for (int q = p + 1; q < shape.rank(); q++) {
        int first = p;
        int second = q;
        if (shape.size(p) == shape.size(q)
            && shape.size(p) > 1
            && matches(n -> expected(Index.exchanged(shape, n, first, second)), 1)) {
          return Optional.of(fault.with(ErrorKind.TRANSPOSE, "axes %d and %d".formatted(p, q)));
        }
      }
    }
    for (int other : a.floating()) {
      if (other != operand && a.size(other) == a.size(operand)) {
        Jacobian jacobian = new Jacobian(a, other);
        if (matches(n -> jacobian.transposed(looked.get(n), u), 1)) {
          return Optional.of(fault.with(ErrorKind.SWAPPED, "that of operand " + other));
        }
      }
    }
    return missingSum(fault);
  }

  private Optional<Fault> missingSum(Fault fault) {
    Shape shape = a.y().shape();
    if (a.isDiagonal(operand)) {
      return Optional.empty();
    }
    Jacobian jacobian = new Jacobian(a, operand);
    for (int axis = 0; axis < shape.rank(); axis++) {
      for (int index : new int[] {0, shape.size(axis) - 1}) {
        double[] part = new double[u.length];
        for (int k = 0; k < u.length; k++) {
          part[k] = Index.of(shape, k)[axis] == index ? u[k] : 0;
        }
        if (shape.size(axis) > 1 && matches(n -> jacobian.transposed(looked.get(n), part), 1)) {
          String detail = "only index %d of the result's axis %d counts".formatted(index, axis);
          return Optional.of(fault.with(ErrorKind.MISSING_SUM, detail));
        }
      }
    }
    return Optional.empty();
  }

  /// Whether some elements that are not zero are right.
  private boolean isPartial() {
    Set<Integer> wrong = new HashSet<>(comparison.wrong());
    return IntStream.range(0, looked.size())
        .anyMatch(n -> !wrong.contains(looked.get(n)) && actual(n).value() != 0);
  }

  private Fault partial(Fault fault) {
    Set<Integer> wrong = new HashSet<>(comparison.wrong());
    double steepestWrong = 0;
    double steepestRight = 0;
    double flattestRight = Double.POSITIVE_INFINITY;
    for (int n = 0; n < looked.size(); n++) {
      double slope = Math.abs(expected(n).value());
      if (wrong.contains(looked.get(n))) {
        steepestWrong = Math.max(steepestWrong, slope);
      } else {
        steepestRight = Math.max(steepestRight, slope);
        flattestRight = slope > 0 ? Math.min(flattestRight, slope) : flattestRight;
      }
    }
    String part = "%d of %d elements".formatted(wrong.size(), looked.size());
    boolean flat = steepestWrong <= FLAT * steepestRight && flattestRight >= steepestWrong;
    return fault.with(flat ? ErrorKind.SATURATED : ErrorKind.ONE_INDEX, part);
  }

  /// Whether the rule is right at operands that are 64 times smaller, where the slope is steeper.
  private boolean isRightWhereSteep() {
    Point small = a.at();
    for (int i : a.floating()) {
      double[] x = Arrays.stream(small.numbers(a.operand(i))).map(v -> v / 64).toArray();
      small = small.with(a.operand(i), Point.elements(a.operand(i).type(), x));
    }
    FirstOrder claim = FirstOrder.of(a.at(small), operand, u);
    Bounded[] actual = claim.actual();
    return looked.stream().limit(16).allMatch(j -> isSteep(claim, actual, j));
  }

  private boolean isSteep(FirstOrder claim, Bounded[] actual, int j) {
    Bounded expected = claim.expected(j);
    double here = Math.abs(expected(looked.indexOf(j)).value());
    return Judgement.of(expected, actual[j]) == Judgement.EQUAL
        && here <= FLAT * Math.abs(expected.value());
  }

  private Fault whole(Fault fault) {
    double factor = fault.actual() / fault.expected();
    if (actualIsZero()) {
      return fault.with(ErrorKind.MISSING, "it is zero");
    }
    if (Double.isFinite(factor)
        && matches(this::expected, factor)
        && isSameFactorNearby(factor)
        && !(looked.size() == 1 && Stale.holdsData(a, operand) && !Stale.isPlain(factor))) {
      return fault.with(ErrorKind.FACTOR, "the factor is " + factor);
    }
    boolean follows = Stale.follows(a, near, operand, u);
    return Stale.holdsData(a, operand) || !follows ? fault.with(ErrorKind.STALE, "") : fault;
  }

  private boolean actualIsZero() {
    return IntStream.range(0, looked.size()).allMatch(n -> actual(n).value() == 0);
  }

  private boolean isSameFactorNearby(double factor) {
    FirstOrder claim = FirstOrder.of(near, operand, u);
    Bounded[] actual = claim.actual();
    return looked.stream()
        .limit(16)
        .allMatch(j -> Likeness.isNear(Sums.times(factor, claim.expected(j)), actual[j]));
  }
}
