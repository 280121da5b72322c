package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.TensorType;

/// Cholesky factors and triangular systems of a [Reading]: each element by its definition in
/// [dev.adjoint.autodiff.graph.Lowering.Triangular].
record Elimination<M>(Lanes<Object, M> k) {

  Elements cholesky(Elements a) {
    Shape shape = a.type().shape();
    int n = shape.size(shape.rank() - 1);
    Object[] l = new Object[a.data().length];
    for (int at = 0; at < l.length; at += n * n) {
      M positive = factor(a.data(), l, at, n);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          int ij = at + i * n + j;
          l[ij] = j > i ? k.literal(0) : k.select(positive, l[ij], k.literal(Double.NaN));
        }
      }
    }
    return new Elements(a.type(), l);
  }

  /// Writes the lower triangle of one factor; whether the matrix is positive definite.
  private M factor(Object[] a, Object[] l, int at, int n) {
    M positive = k.mask(true);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        Object sum = symmetric(a, at + i * n + j, at + j * n + i);
        for (int p = 0; p < j; p++) {
          sum = k.fma(k.neg(l[at + j * n + p]), l[at + i * n + p], sum);
        }
        if (j == i) {
          positive = k.and(positive, k.less(k.literal(0), sum));
        }
        l[at + i * n + j] = j == i ? k.sqrt(sum) : k.div(sum, l[at + j * n + j]);
      }
    }
    return positive;
  }

  /// Exact if the two are equal, and never beyond them.
  private Object symmetric(Object[] a, int ij, int ji) {
    return ij == ji ? a[ij] : k.add(a[ij], k.mul(k.sub(a[ji], a[ij]), k.literal(0.5)));
  }

  Elements solve(TriangularForm form, Elements t, Elements c, TensorType type) {
    Shape shape = type.shape();
    int n = shape.size(shape.rank() - 2);
    int m = shape.size(shape.rank() - 1);
    int row = form.isTransposed() ? 1 : n;
    int column = form.isTransposed() ? n : 1;
    int first = form.isForward() ? 0 : n - 1;
    int step = form.isForward() ? 1 : -1;
    Object[] x = new Object[c.data().length];
    for (int b = 0; b * n * m < x.length; b++) {
      for (int i = first; i >= 0 && i < n; i += step) {
        int diagonal = b * n * n + i * row + i * column;
        for (int j = 0; j < m; j++) {
          Object sum = c.data()[(b * n + i) * m + j];
          for (int p = first; p != i; p += step) {
            Object factor = t.data()[b * n * n + i * row + p * column];
            sum = k.fma(k.neg(factor), x[(b * n + p) * m + j], sum);
          }
          x[(b * n + i) * m + j] = k.div(sum, t.data()[diagonal]);
        }
      }
    }
    return new Elements(type, x);
  }
}
