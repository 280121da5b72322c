package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;

/// How an op is computed: the closed set of kinds that every executor, transform and proof
/// understands. It decides the correctness of every reading, not only speed.
///
/// Sizes never stand in a lowering as copied numbers: they come from the types of the operands and
/// of the result, or as a [Dim].
public sealed interface Lowering {

  /// Result element `i` is a formula of the operands' elements `i`; all shapes are equal.
  record Elementwise(Formula formula) implements Lowering {}

  /// Result element `i` is operand element `i` in the result's dtype: to a narrower float rounds to
  /// nearest, to INT64 truncates toward zero (as Java's cast does: NaN gives 0, what does not fit
  /// the nearest long), to BOOL is `≠ 0`, from BOOL is 0 or 1.
  record Convert() implements Lowering {}

  /// Result elements follow from their index (and a random key) alone.
  sealed interface Generate extends Lowering {
    /// A scalar: the length of an axis, or of several as their product.
    record Count(Dim dim) implements Generate {}

    /// The index along one axis.
    record Iota(int axis) implements Generate {}

    /// Element `i` is uniform in [0, 1): the top 53 (FLOAT32: 24) bits of Threefry-2x64-20 at
    /// counter `(i, 0)` under the key, which is the operand, `INT64[2]`.
    record Uniform() implements Generate {}

    /// A new key: both words of Threefry-2x64-20 at counter `(salt, 1)` under the operand.
    record Split(long salt) implements Generate {}
  }

  /// Every result element is one operand element; nothing is computed.
  sealed interface View extends Lowering {
    /// Result axis `i` is operand axis `axes[i]`.
    record Permute(List<Integer> axes) implements View {}

    /// The operand aligned at the right; missing axes and axes of literal size 1 repeat.
    record Expand() implements View {}

    /// The same elements in row-major order.
    record Reshape() implements View {}

    /// Result index `i` of axis `a` is operand index `starts[a] + i·steps[a]`, steps positive.
    record Slice(List<Dim> starts, List<Integer> steps) implements View {}

    /// The index runs backwards along these axes.
    record Flip(SortedSet<Integer> axes) implements View {}
  }

  /// The axes are folded away.
  ///
  /// MAX and MIN are NaN if any element is NaN; ARGMAX and ARGMIN give the first extreme index, the
  /// first NaN if there is one, and fold exactly one axis. The sum of nothing is 0, the product 1,
  /// ANY of nothing is false; the others refuse an empty axis when the graph is built.
  record Reduction(Kind kind, SortedSet<Integer> axes) implements Lowering {
    /// What is folded.
    public enum Kind {
      SUM,
      PROD,
      MAX,
      MIN,
      ANY,
      ARGMAX,
      ARGMIN
    }
  }

  /// Inclusive running sums along one axis, from the front, or from the back if reverse.
  record Scan(int axis, boolean reverse) implements Lowering {}

  /// The linear recurrence along one axis, operands `a` and `b` having the result's type: `h[0] =
  /// b[0]`, `h[i] = a[i]·h[i−1] + b[i]`, rounded once where the algebra rounds; from the back if
  /// reverse. The first `a` is not read.
  record Recurrence(int axis, boolean reverse) implements Lowering {}

  /// The elements of one axis by size, ascending or descending. Equal elements, as −0 and 0 are,
  /// keep their order; NaN comes last either way.
  sealed interface Order extends Lowering {
    /// The elements themselves. Readings that differentiate let equal elements share equally.
    record Values(int axis, boolean descending) implements Order {}

    /// Where each of them stands in the operand, INT64.
    record Indices(int axis, boolean descending) implements Order {}
  }

  /// The general product: `result[batch, leftFree, rightFree] = Σ left·right` over the contracted
  /// axes. Axis lists pair up: `leftBatch[i]` with `rightBatch[i]`, and so on; free axes keep their
  /// order.
  record Contraction(
      List<Integer> leftBatch,
      List<Integer> rightBatch,
      List<Integer> leftContracted,
      List<Integer> rightContracted)
      implements Lowering {}

  /// Algebra with triangular matrices, which are the last two axes; all other axes are a batch,
  /// equal for all operands. Every element is worked out by the same operations in the same order
  /// in every reading: `s ← fma(−f, g, s)`, one factorised or solved row after another.
  sealed interface Triangular extends Lowering {
    /// The lower triangular `L` with `L·Lᵀ = S`, the symmetric part of the operand, whose elements
    /// below the diagonal are `aᵢⱼ + (aⱼᵢ − aᵢⱼ)/2`; zeros above the diagonal. Row by row: `lᵢⱼ =
    /// (sᵢⱼ − Σ lⱼₖ·lᵢₖ)/lⱼⱼ` and `lⱼⱼ = √(sⱼⱼ − Σ lⱼₖ²)`, k from 0 to j−1. If the argument of any
    /// root is not above 0, the whole lower triangle of that matrix is NaN.
    record Cholesky() implements Triangular {}

    /// The solution `X` of the system of that form, for operands `T` of shape `[B…, n, n]` and `C`
    /// of shape `[B…, n, m]`: `xᵢ = (cᵢ − Σ tᵢₖ·xₖ)/tᵢᵢ`, k from the row that is known first. The
    /// other triangle of `T` is not read. A zero on the diagonal divides as IEEE 754 says.
    record Solve(TriangularForm form) implements Triangular {}
  }

  /// Operands `x` of shape `[B…, N, F…]` and INT64 indices `[B…, I…]`, `B…` being the first `batch`
  /// axes; `result[b…, i…, f…] = x[b…, indices[b…, i…], f…]`. An index outside `0..N−1` is an
  /// error.
  record Gather(int batch) implements Lowering {}

  /// Elements go to computed places of a result that is 0 (false) elsewhere.
  sealed interface Scatter extends Lowering {
    /// The transpose of [Gather]: operands are updates `[B…, I…, F…]` and indices `[B…, I…]`;
    /// updates that meet add up (for BOOL: or), in index order.
    record Add(int batch) implements Scatter {}

    /// Operand `k`, index `i` of axis `a`, goes to `starts[k][a] + i·steps[a]`; operands never
    /// overlap.
    record Place(List<List<Dim>> starts, List<Integer> steps) implements Scatter {}
  }

  /// The first operand. The others are computed before anything that reads the result is; their
  /// elements are not read. Only equal barriers after the same nodes are ever merged.
  record Barrier() implements Lowering {}

  /// The op means the same as this expression of its operands, which uses simpler ops only.
  record Composite(Function<List<Expr>, Expr> expansion) implements Lowering {}

  /// Only the op itself can compute its result, on FLOAT64, BOOL and INT64 tensors.
  record Opaque(Function<List<Tensor>, Tensor> evaluation) implements Lowering {}
}
