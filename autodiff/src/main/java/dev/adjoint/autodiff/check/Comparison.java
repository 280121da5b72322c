package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Bounded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A claim held against its oracle: element by element where that is cheap or small, along random
/// directions beyond, of which a contradiction is followed to its elements.
///
/// One direction has numbers of ordinary size; in another each element weighs as much as any other,
/// so that an error in a small one is not lost among large ones.
final class Comparison {
  /// Elements that are looked at one by one to say what a contradiction is like.
  private static final int SAMPLE = 512;

  private final Claim claim;
  private final Bounded[] actual;
  private final List<Integer> looked = new ArrayList<>();
  private final List<Bounded> expected = new ArrayList<>();
  private final List<Integer> wrong = new ArrayList<>();
  private final List<Unchecked> leftOut = new ArrayList<>();
  private long confirmed;

  private Comparison(Claim claim) {
    this.claim = claim;
    this.actual = claim.actual();
  }

  static Comparison of(Claim claim, RandomGenerator random) {
    Comparison comparison = new Comparison(claim);
    if (claim.isCheap() || claim.size() <= claim.small()) {
      comparison.sweep(IntStream.range(0, claim.size()).toArray());
    } else {
      comparison.probe(random);
    }
    return comparison;
  }

  private void sweep(int[] positions) {
    IntFunction<Bounded> oracle =
        claim instanceof SecondOrder second && claim.isCheap()
            ? Arrays.asList(second.diagonal())::get
            : claim::expected;
    for (int j : positions) {
      Bounded e = oracle.apply(j);
      looked.add(j);
      expected.add(e);
      Judgement judgement = claim.judge(e, actual[j]);
      switch (judgement) {
        case EQUAL -> confirmed++;
        case DIFFERENT -> {
          Optional<Reason> none = claim.noDerivative(j);
          none.ifPresentOrElse(r -> leaveOut(j, r), () -> wrong.add(j));
        }
        case BLURRED, UNKNOWN, NOT_FINITE, BEYOND -> {
          if (isExactly(e, actual[j])) {
            confirmed++;
          } else {
            leaveOut(j, judgement.reason(e, actual[j]));
          }
        }
      }
    }
  }

  private static boolean isExactly(Bounded a, Bounded b) {
    return a.isExact() && b.isExact() && a.value() == b.value();
  }

  private void leaveOut(int element, Reason reason) {
    leftOut.add(new Unchecked("element " + element, reason));
  }

  private void probe(RandomGenerator random) {
    double[] plain = Direction.random(random, claim.size());
    for (double[] v : new double[][] {plain, levelled(Direction.random(random, claim.size()))}) {
      Bounded e = claim.expectedAlong(v);
      Bounded a = Sums.dot(v, actual);
      Judgement judgement = claim.judge(e, a);
      switch (judgement) {
        case EQUAL -> confirmed++;
        case DIFFERENT, NOT_FINITE -> {
          sweep(sample(v, random));
          return;
        }
        case BLURRED, UNKNOWN, BEYOND -> {
          if (isExactly(e, a)) {
            confirmed++;
          } else {
            leftOut.add(new Unchecked("a direction", judgement.reason(e, a)));
          }
        }
      }
    }
  }

  /// Each element over its own magnitude.
  private double[] levelled(double[] v) {
    double least = Double.POSITIVE_INFINITY;
    for (Bounded x : actual) {
      double size = Math.abs(x.value());
      least = size > 0 ? Math.min(least, size) : least;
    }
    double floor = Double.isFinite(least) ? Math.max(least, 1e-100) : 1;
    for (int j = 0; j < v.length; j++) {
      double size = Math.abs(actual[j].value());
      v[j] /= Double.isFinite(size) ? Math.max(size, floor) : 1;
    }
    return v;
  }

  /// All elements, or a sample with one that bisection has found.
  private int[] sample(double[] v, RandomGenerator random) {
    if (claim.size() <= SAMPLE) {
      return IntStream.range(0, claim.size()).toArray();
    }
    IntStream some = IntStream.generate(() -> random.nextInt(claim.size())).limit(SAMPLE / 4);
    return IntStream.concat(IntStream.of(culprit(v)), some).distinct().sorted().toArray();
  }

  /// An element of those that make up a contradiction.
  private int culprit(double[] v) {
    int from = 0;
    int to = v.length;
    while (to - from > 1) {
      int middle = (from + to) / 2;
      double[] half = new double[v.length];
      System.arraycopy(v, from, half, from, middle - from);
      Judgement judgement = Judgement.of(claim.expectedAlong(half), Sums.dot(half, actual));
      boolean here = judgement == Judgement.DIFFERENT || judgement == Judgement.NOT_FINITE;
      from = here ? from : middle;
      to = here ? middle : to;
    }
    return from;
  }

  /// The wrong elements among those that were looked at.
  List<Integer> wrong() {
    return wrong;
  }

  /// The elements that were looked at, one by one.
  List<Integer> looked() {
    return looked;
  }

  /// What the oracle says of the n-th element looked at.
  Bounded expected(int n) {
    return expected.get(n);
  }

  /// What is claimed of an element.
  Bounded actual(int element) {
    return actual[element];
  }

  /// How many comparisons were confirmed.
  long confirmed() {
    return confirmed;
  }

  List<Unchecked> leftOut() {
    return leftOut;
  }
}
