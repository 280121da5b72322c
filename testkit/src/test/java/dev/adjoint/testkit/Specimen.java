package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.DType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// A numbered random graph: everything about it follows from its number.
///
/// @param number the number, from 0
/// @param manner which kind of graph it is
/// @param recipe what it is made from
/// @param oracles the laws to hold it against
record Specimen(long number, Manner manner, Recipe recipe, Set<Oracle> oracles) {
  private static final long SEED = 20260521;

  /// The kinds of graphs.
  @SuppressWarnings("ImmutableEnumChecker") // a style holds a list that is never changed
  enum Manner {
    TAME(Style.TAME, 55),
    TIED(Style.TIED, 10),
    SMOOTH(Style.SMOOTH, 17),
    REDEFINING(Style.REDEFINING, 5),
    HOSTILE(Style.HOSTILE, 11),
    WIDE(Style.WIDE, 2);

    final Style style;

    /// How many of a hundred.
    final int share;

    Manner(Style style, int share) {
      this.style = style;
      this.share = share;
    }

    /// Whether its values run wild, so that a derivative need not be a number.
    boolean isWild() {
      return !style.tame();
    }
  }

  /// The graph of a number.
  static Specimen of(long number) {
    SplittableRandom random = new SplittableRandom(SEED + number * 0x9e3779b97f4a7c15L);
    Manner manner = manner(random.nextInt(100));
    DType dtype = random.nextInt(3) == 0 ? DType.FLOAT32 : DType.FLOAT64;
    Set<Oracle> oracles = EnumSet.noneOf(Oracle.class);
    for (Oracle oracle : Oracle.values()) {
      if (random.nextInt(every(oracle)) == 0 && fits(oracle, manner, dtype)) {
        oracles.add(oracle);
      }
    }
    return new Specimen(number, manner, Recipe.random(random, manner.style, dtype), oracles);
  }

  private static Manner manner(int dice) {
    int left = dice;
    for (Manner manner : Manner.values()) {
      left -= manner.share;
      if (left < 0) {
        return manner;
      }
    }
    throw new IllegalStateException("the shares do not add up to 100");
  }

  /// Every how many graphs an oracle is asked, on the average: what is cheap always, what compiles
  /// or differentiates again now and then, what evaluates the graph many times seldom.
  static int every(Oracle oracle) {
    return switch (oracle) {
      case INTERPRETER, STABLE_FORM, ADJOINT -> 1;
      case DUALS -> 2;
      case NODE_BY_NODE -> 4;
      case TWICE,
          THREADS,
          RENAMED,
          REORDERED,
          SHARED_NODES,
          DIFFERENCES,
          CHECKPOINT,
          BATCH,
          TANGENTS ->
          8;
      case LINEARITY -> 16;
      case SECOND_ORDER -> 32;
    };
  }

  private static boolean fits(Oracle oracle, Manner manner, DType dtype) {
    return switch (oracle) {
      case TWICE,
          THREADS,
          RENAMED,
          REORDERED,
          NODE_BY_NODE,
          INTERPRETER,
          STABLE_FORM,
          CHECKPOINT,
          BATCH ->
          true;
      case SHARED_NODES, DUALS, ADJOINT, LINEARITY, SECOND_ORDER, TANGENTS -> !manner.isWild();
      case DIFFERENCES -> manner == Manner.SMOOTH && dtype == DType.FLOAT64;
    };
  }

  /// The graph.
  GraphCase graph() {
    return recipe.cook(manner.style);
  }

  /// The smallest graph that breaks a law of this one, found from its recipe. It fails in the same
  /// way: a graph that shrinking made invalid does not count.
  GraphCase shrunk(Oracle oracle, Subject subject, Class<? extends Throwable> way) {
    return Shrinking.smallest(
        recipe,
        manner.style,
        graph -> fails(oracle, graph, subject).filter(way::equals).isPresent());
  }

  private static Optional<Class<?>> fails(Oracle oracle, GraphCase graph, Subject subject) {
    try {
      oracle.check(graph, subject);
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(e.getClass());
    }
  }

  /// The graphs from a number on.
  static Stream<Specimen> from(long number) {
    return Stream.iterate(number, n -> n + 1).map(Specimen::of);
  }
}
