package dev.adjoint.autodiff.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The lengths of a tensor's axes, outermost first. The empty shape is that of a scalar.
///
/// An axis is a number from 0 to `rank - 1`; negative ones count from the end, so -1 is the last.
/// In one shape a name stands for one size.
public final class Shape implements Iterable<Dim> {
  private static final Shape SCALAR = new Shape(List.of());

  private final List<Dim> dims;
  private final long size;

  private Shape(List<Dim> dims) {
    this.dims = List.copyOf(dims);
    Optional<String> conflict = conflict(this.dims);
    if (conflict.isPresent()) {
      throw new ShapeException("[shape] " + conflict.get() + ", in " + this.dims);
    }
    this.size = product(this.dims);
  }

  /// A shape of literal lengths.
  public static Shape of(int... sizes) {
    List<Dim> dims = new ArrayList<>(sizes.length);
    for (int length : sizes) {
      if (length < 0) {
        throw new ShapeException(
            "[shape] an axis length must not be negative, got " + Arrays.toString(sizes));
      }
      dims.add(Dim.of(length));
    }
    return of(dims);
  }

  /// A shape of lengths, which may be named.
  public static Shape of(Dim... dims) {
    return of(List.of(dims));
  }

  /// A shape of lengths, which may be named.
  public static Shape of(List<Dim> dims) {
    return dims.isEmpty() ? SCALAR : new Shape(dims);
  }

  /// The shape without axes.
  public static Shape scalar() {
    return SCALAR;
  }

  /// The number of axes.
  public int rank() {
    return dims.size();
  }

  /// The length of one axis, with its name.
  public Dim dim(int axis) {
    return dims.get(axis(axis));
  }

  /// The concrete length of one axis.
  public int size(int axis) {
    return dim(axis).size();
  }

  /// The number of elements: the product of all lengths, 1 for a scalar.
  public long size() {
    return size;
  }

  /// The concrete lengths, as a new array.
  public int[] sizes() {
    return dims.stream().mapToInt(Dim::size).toArray();
  }

  /// The lengths, unmodifiable.
  public List<Dim> dims() {
    return dims;
  }

  /// The axis counted from the start: -1 becomes `rank - 1`.
  public int axis(int axis) {
    return normalise(axis, rank(), "");
  }

  /// How many elements apart two neighbours along each axis lie in row-major order.
  public long[] strides() {
    long[] strides = new long[rank()];
    long stride = 1;
    for (int axis = rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims.get(axis).size();
    }
    return strides;
  }

  /// Whether both have the same concrete lengths, whatever their names.
  public boolean sameSizes(Shape other) {
    if (rank() != other.rank()) {
      return false;
    }
    for (int axis = 0; axis < rank(); axis++) {
      if (dims.get(axis).size() != other.dims.get(axis).size()) {
        return false;
      }
    }
    return true;
  }

  /// This shape with other sizes for its names, as [Dim#at] gives them.
  public Shape at(Map<String, Integer> sizes) {
    return of(dims.stream().map(dim -> dim.at(sizes)).toList());
  }

  /// The names that occur in any length.
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    dims.forEach(dim -> names.addAll(dim.nameSizes().keySet()));
    return Collections.unmodifiableSortedSet(names);
  }

  /// This shape with these axes removed.
  public Shape without(Set<Integer> axes) {
    Set<Integer> removed = new TreeSet<>();
    for (int axis : axes) {
      if (!removed.add(axis(axis))) {
        throw new ShapeException(
            "[shape] axis " + axis(axis) + " of " + this + " is listed twice, in " + axes);
      }
    }
    List<Dim> kept = new ArrayList<>();
    for (int axis = 0; axis < rank(); axis++) {
      if (!removed.contains(axis)) {
        kept.add(dims.get(axis));
      }
    }
    return of(kept);
  }

  /// This shape with one length replaced.
  public Shape with(int axis, Dim dim) {
    List<Dim> changed = new ArrayList<>(dims);
    changed.set(axis(axis), dim);
    return of(changed);
  }

  /// This shape with a new axis, which the result has at the given place; -1 appends it.
  public Shape insert(int axis, Dim dim) {
    List<Dim> longer = new ArrayList<>(dims);
    longer.add(normalise(axis, rank() + 1, " with one more axis"), dim);
    return of(longer);
  }

  /// The shape to which two operands stretch, by NumPy's rules: axes are aligned at the right, a
  /// missing axis counts as 1, and a length 1 stretches to the other's. Only a literal 1 does so: a
  /// named axis that happens to have size 1 would make the meaning depend on the data.
  public static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    List<Dim> dims = new ArrayList<>(rank);
    for (int fromEnd = rank; fromEnd >= 1; fromEnd--) {
      if (fromEnd > a.rank()) {
        dims.add(b.dim(-fromEnd));
      } else if (fromEnd > b.rank()) {
        dims.add(a.dim(-fromEnd));
      } else {
        Dim p = a.dim(-fromEnd);
        Dim q = b.dim(-fromEnd);
        Optional<Dim> common = p.unify(q);
        if (common.isPresent()) {
          dims.add(common.get());
        } else if (stretches(p)) {
          dims.add(q);
        } else if (stretches(q)) {
          dims.add(p);
        } else {
          throw new ShapeException(mismatch(a, b, fromEnd, p, q));
        }
      }
    }
    Optional<String> conflict = conflict(dims);
    if (conflict.isPresent()) {
      throw new ShapeException(a + " and " + b + " do not fit: " + conflict.get());
    }
    return of(dims);
  }

  /// The shape that both stand for, if they agree axis by axis as [Dim#unify] says.
  public Optional<Shape> unify(Shape other) {
    if (rank() != other.rank()) {
      return Optional.empty();
    }
    List<Dim> unified = new ArrayList<>(rank());
    for (int axis = 0; axis < rank(); axis++) {
      Optional<Dim> common = dims.get(axis).unify(other.dims.get(axis));
      if (common.isEmpty()) {
        return Optional.empty();
      }
      unified.add(common.get());
    }
    return conflict(unified).isPresent() ? Optional.empty() : Optional.of(of(unified));
  }

  /// Iterates over the lengths, outermost first.
  @Override
  public Iterator<Dim> iterator() {
    return dims.iterator();
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Shape other && dims.equals(other.dims);
  }

  @Override
  public int hashCode() {
    return dims.hashCode();
  }

  /// The lengths in brackets: `[m=64, 784]`, and `[]` for a scalar.
  @Override
  public String toString() {
    return dims.toString();
  }

  private static boolean stretches(Dim dim) {
    return dim.size() == 1 && !dim.isNamed();
  }

  private static String mismatch(Shape a, Shape b, int fromEnd, Dim p, Dim q) {
    String reason;
    if (p.size() == q.size()) {
      reason = "axes " + p + " and " + q + " have the same size but not the same name";
    } else if (p.size() == 1 || q.size() == 1) {
      reason =
          "axis "
              + (p.size() == 1 ? p : q).formula()
              + " has size 1 here but is named, so it does not broadcast";
    } else {
      reason = "axis -" + fromEnd + " has sizes " + p + " and " + q;
    }
    return a + " and " + b + " do not fit: " + reason;
  }

  private int normalise(int axis, int rank, String addition) {
    if (axis < -rank || axis >= rank) {
      String range = rank == 0 ? "it has no axes" : "expected " + -rank + " to " + (rank - 1);
      throw new ShapeException(
          "[shape] axis " + axis + " does not exist in " + this + addition + ": " + range);
    }
    return axis < 0 ? axis + rank : axis;
  }

  /// What is wrong if some name stands for two sizes.
  private static Optional<String> conflict(List<Dim> dims) {
    Map<String, Integer> seen = new TreeMap<>();
    for (Dim dim : dims) {
      for (Map.Entry<String, Integer> entry : dim.nameSizes().entrySet()) {
        Integer known = seen.putIfAbsent(entry.getKey(), entry.getValue());
        if (known != null && !known.equals(entry.getValue())) {
          return Optional.of(Dim.conflict(entry.getKey(), known, entry.getValue()));
        }
      }
    }
    return Optional.empty();
  }

  /// The number of elements. The other lengths of an empty shape must not overflow either, since
  /// they make the strides.
  private static long product(List<Dim> dims) {
    long product = 1;
    boolean empty = false;
    for (Dim dim : dims) {
      if (dim.size() == 0) {
        empty = true;
        continue;
      }
      try {
        product = Math.multiplyExact(product, (long) dim.size());
      } catch (ArithmeticException overflow) {
        throw new ShapeException("[shape] the size of " + dims + " overflows a long", overflow);
      }
    }
    return empty ? 0 : product;
  }
}
