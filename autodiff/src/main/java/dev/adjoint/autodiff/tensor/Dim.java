package dev.adjoint.autodiff.tensor;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The length of an axis: a concrete size and, where the user named it, the formula it came from.
///
/// A formula is a polynomial with integer coefficients over axis names, kept in a canonical form,
/// so that `8·m` and `m·8` are one dim. Each dim knows the size of every name it mentions, and
/// names keep their meaning: combining `m=64` with `m=32` is an error.
///
/// ```java
/// Dim m = Dim.of("m", 64);
/// Dim padded = m.plus(Dim.of(2));     // m + 2=66
/// padded.at(Map.of("m", 10)).size();  // 12
/// ```
///
/// A dim without names is a literal. Only a literal 1 broadcasts, see [Shape#broadcast].
public final class Dim {
  private static final BigInteger LARGEST = BigInteger.valueOf(Integer.MAX_VALUE);

  private final int size;

  /// The polynomial: its constant term, and a non-zero coefficient for each other monomial.
  private final long constant;

  private final SortedMap<Monomial, Long> terms;

  /// The size of each name in `terms`, and of no other.
  private final SortedMap<String, Integer> sizes;

  private Dim(
      int size, long constant, SortedMap<Monomial, Long> terms, SortedMap<String, Integer> sizes) {
    this.size = size;
    this.constant = constant;
    this.terms = terms;
    this.sizes = sizes;
  }

  /// A literal length.
  public static Dim of(int size) {
    if (size < 0) {
      throw new ShapeException("[dim] an axis length must not be negative, got " + size);
    }
    return literal(size);
  }

  /// A named length. The name is an identifier: a letter or `_`, then letters, digits or `_`.
  public static Dim of(String name, int size) {
    checkName(name);
    if (size < 0) {
      throw new ShapeException(
          "[dim] an axis length must not be negative, got " + name + "=" + size);
    }
    SortedMap<Monomial, Long> terms = new TreeMap<>();
    terms.put(new Monomial(List.of(name)), 1L);
    SortedMap<String, Integer> sizes = new TreeMap<>();
    sizes.put(name, size);
    return new Dim(size, 0, terms, sizes);
  }

  /// The concrete length, never negative.
  public int size() {
    return size;
  }

  /// Whether the formula mentions a name, that is, is not constant.
  public boolean isNamed() {
    return !terms.isEmpty();
  }

  /// The names in the formula.
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(sizes.keySet()));
  }

  /// This length plus another.
  public Dim plus(Dim other) {
    return sum(other, 1, "+");
  }

  /// This length minus another; the result must not be negative.
  public Dim minus(Dim other) {
    return sum(other, -1, "-");
  }

  /// The product of this length and another.
  public Dim times(Dim other) {
    return combine(
        other,
        "×",
        (a, b) -> {
          SortedMap<Monomial, Long> product = new TreeMap<>();
          a.polynomial()
              .forEach(
                  (m, p) ->
                      b.polynomial()
                          .forEach((n, q) -> add(product, m.times(n), Math.multiplyExact(p, q))));
          return product;
        });
  }

  /// The same formula with other sizes for its names. A name that the map lacks keeps its size;
  /// names in the map that the formula lacks are ignored.
  public Dim at(Map<String, Integer> newSizes) {
    SortedMap<String, Integer> merged = new TreeMap<>(sizes);
    merged.replaceAll((name, old) -> newSizes.getOrDefault(name, old));
    if (merged.equals(sizes)) {
      return this;
    }
    merged.forEach(
        (name, value) -> {
          if (value < 0) {
            throw new ShapeException(
                "[dim] an axis length must not be negative, got " + name + "=" + value);
          }
        });
    return evaluate(polynomial(), merged, () -> formula() + " at " + equations(merged));
  }

  /// The literal of the same size.
  public Dim unnamed() {
    return isNamed() ? literal(size) : this;
  }

  /// The dim that both stand for, if they agree. Equal dims give this one; a literal and a named
  /// dim of one size give the named one. Two different formulas never agree, even where their sizes
  /// do: that is a coincidence of the numbers.
  public Optional<Dim> unify(Dim other) {
    if (equals(other)) {
      return Optional.of(this);
    }
    if (size != other.size || (isNamed() && other.isNamed())) {
      return Optional.empty();
    }
    return Optional.of(isNamed() ? this : other);
  }

  /// The formula alone, highest degree first: `m`, `2·m + 1`, `64`.
  public String formula() {
    StringBuilder text = new StringBuilder();
    polynomial()
        .forEach(
            (monomial, coefficient) -> {
              String sign = coefficient < 0 ? "-" : "+";
              if (!text.isEmpty()) {
                text.append(' ').append(sign).append(' ');
              } else if (coefficient < 0) {
                text.append('-');
              }
              String magnitude = Long.toString(coefficient).replace("-", "");
              if (monomial.names().isEmpty()) {
                text.append(magnitude);
              } else {
                text.append(magnitude.equals("1") ? "" : magnitude + "·").append(monomial);
              }
            });
    return text.isEmpty() ? "0" : text.toString();
  }

  /// The size of each name in the formula.
  SortedMap<String, Integer> nameSizes() {
    return Collections.unmodifiableSortedMap(sizes);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Dim other
        && size == other.size
        && constant == other.constant
        && terms.equals(other.terms)
        && sizes.equals(other.sizes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * size + terms.hashCode()) + sizes.hashCode();
  }

  /// The formula and, if it is named, its size: `m=64`, `784`.
  @Override
  public String toString() {
    return isNamed() ? formula() + "=" + size : Integer.toString(size);
  }

  private Dim sum(Dim other, int sign, String symbol) {
    return combine(
        other,
        symbol,
        (a, b) -> {
          SortedMap<Monomial, Long> sum = a.polynomial();
          b.polynomial().forEach((m, p) -> add(sum, m, Math.multiplyExact(p, sign)));
          return sum;
        });
  }

  private Dim combine(
      Dim other, String symbol, BiFunction<Dim, Dim, SortedMap<Monomial, Long>> operation) {
    SortedMap<String, Integer> merged = new TreeMap<>(sizes);
    other.sizes.forEach(
        (name, value) -> {
          Integer known = merged.putIfAbsent(name, value);
          if (known != null && !known.equals(value)) {
            throw new ShapeException("[dim] " + conflict(name, known, value));
          }
        });
    Supplier<String> description = () -> grouped() + " " + symbol + " " + other.grouped();
    try {
      return evaluate(operation.apply(this, other), merged, description);
    } catch (ArithmeticException overflow) {
      throw new ShapeException(
          "[dim] the coefficients of " + description.get() + " overflow", overflow);
    }
  }

  /// The text that reports one name with two sizes.
  static String conflict(String name, int first, int second) {
    return "axis " + name + " has two sizes, " + name + "=" + first + " and " + name + "=" + second;
  }

  private static Dim literal(int size) {
    return new Dim(size, size, Collections.emptySortedMap(), Collections.emptySortedMap());
  }

  /// The dim of a polynomial, which is consumed, at sizes that cover at least its names.
  private static Dim evaluate(
      SortedMap<Monomial, Long> polynomial,
      SortedMap<String, Integer> sizes,
      Supplier<String> description) {
    // In BigInteger, since a huge partial product may be cancelled by another term or a zero.
    BigInteger value = BigInteger.ZERO;
    TreeSet<String> mentioned = new TreeSet<>();
    for (Map.Entry<Monomial, Long> term : polynomial.entrySet()) {
      BigInteger product = BigInteger.valueOf(term.getValue());
      for (String name : term.getKey().names()) {
        product = product.multiply(BigInteger.valueOf(sizes.getOrDefault(name, 0)));
        mentioned.add(name);
      }
      value = value.add(product);
    }
    if (value.signum() < 0 || value.compareTo(LARGEST) > 0) {
      throw new ShapeException(
          "[dim] an axis length must be from 0 to "
              + LARGEST
              + ", got "
              + description.get()
              + " = "
              + value);
    }
    if (mentioned.isEmpty()) {
      return literal(value.intValueExact());
    }
    SortedMap<String, Integer> kept = new TreeMap<>(sizes);
    kept.keySet().retainAll(mentioned);
    Long constant = polynomial.remove(Monomial.ONE);
    return new Dim(value.intValueExact(), constant == null ? 0 : constant, polynomial, kept);
  }

  /// A fresh map of every term, the constant one included.
  private SortedMap<Monomial, Long> polynomial() {
    SortedMap<Monomial, Long> all = new TreeMap<>(terms);
    add(all, Monomial.ONE, constant);
    return all;
  }

  private static void add(SortedMap<Monomial, Long> terms, Monomial monomial, long coefficient) {
    long sum = Math.addExact(terms.getOrDefault(monomial, 0L), coefficient);
    if (sum == 0) {
      terms.remove(monomial);
    } else {
      terms.put(monomial, sum);
    }
  }

  /// This dim as an operand in an error text, bracketed where it is a sum.
  private String grouped() {
    return formula().contains(" ") ? "(" + formula() + ")=" + size : toString();
  }

  private static String equations(SortedMap<String, Integer> sizes) {
    List<String> equations = new ArrayList<>();
    sizes.forEach((name, value) -> equations.add(name + "=" + value));
    return String.join(", ", equations);
  }

  private static void checkName(String name) {
    boolean valid =
        !name.isEmpty()
            && Character.isJavaIdentifierStart(name.codePointAt(0))
            && name.codePoints()
                .allMatch(
                    c -> Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    if (!valid) {
      throw new ShapeException(
          "[dim] an axis name must be an identifier such as m or batch, got \"" + name + "\"");
    }
  }

  /// A product of names, sorted, each as often as its exponent says; 1 if there are none. Higher
  /// degrees come first.
  private record Monomial(List<String> names) implements Comparable<Monomial> {
    static final Monomial ONE = new Monomial(List.of());

    Monomial times(Monomial other) {
      List<String> all = new ArrayList<>(names);
      all.addAll(other.names);
      Collections.sort(all);
      return new Monomial(List.copyOf(all));
    }

    @Override
    public int compareTo(Monomial other) {
      int order = Integer.compare(other.names.size(), names.size());
      for (int i = 0; order == 0 && i < names.size(); i++) {
        order = names.get(i).compareTo(other.names.get(i));
      }
      return order;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < names.size(); ) {
        int exponent = Collections.frequency(names, names.get(i));
        text.append(text.isEmpty() ? "" : "·").append(names.get(i));
        if (exponent > 1) {
          for (char digit : Integer.toString(exponent).toCharArray()) {
            text.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0'));
          }
        }
        i += exponent;
      }
      return text.toString();
    }
  }
}
