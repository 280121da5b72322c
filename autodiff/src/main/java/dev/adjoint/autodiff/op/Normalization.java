package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Layer and batch normalisation, `(x − μ)/√(σ² + epsilon)·gain + shift`, made of [Centre] and
/// [Variance] (n in the denominator), whose derivatives make theirs.
///
/// Sources: Ioffe and Szegedy, "Batch normalization" (2015); Ba, Kiros and Hinton, "Layer
/// normalization" (2016).
public final class Normalization {
  private Normalization() {}

  /// `(x − μ)/√(σ² + epsilon)`, mean and variance taken over axes, over all if none is given.
  public static Expr standardize(Expr x, double epsilon, int... axes) {
    var over = Axes.of("standardize", x, axes);
    Expr variance = new Variance(over, 0).of(x);
    Expr deviation = Axes.restore(variance.plus(epsilon).sqrt(), x.shape(), over);
    return new Centre(over).of(x).dividedBy(deviation);
  }

  /// Each vector along the last axis standardised: x `[…, n]`, gain and shift `[n]`.
  public static Expr layerNorm(Expr x, Expr gain, Expr shift, double epsilon) {
    parameters("layerNorm", x, -1, gain, shift);
    return standardize(x, epsilon, -1).times(gain).plus(shift);
  }

  /// Each feature standardised over all other axes: x `[…, n, …]` with the features at an axis,
  /// gain and shift `[n]`. These are the statistics of the batch itself, as in training.
  public static Expr batchNorm(Expr x, int axis, Expr gain, Expr shift, double epsilon) {
    int a = parameters("batchNorm", x, axis, gain, shift);
    int[] others = IntStream.range(0, x.rank()).filter(i -> i != a).toArray();
    Expr standard =
        others.length == 0
            ? new Centre(Collections.emptySortedSet()).of(x)
            : standardize(x, epsilon, others);
    return standard.times(along(gain, x, a)).plus(along(shift, x, a));
  }

  /// Each feature standardised by given statistics, as in use after training: mean and variance
  /// `[n]` like gain and shift.
  public static Expr batchNorm(
      Expr x, int axis, Expr mean, Expr variance, Expr gain, Expr shift, double epsilon) {
    int a = parameters("batchNorm", x, axis, mean, variance, gain, shift);
    Expr scale = gain.dividedBy(variance.plus(epsilon).sqrt());
    return x.minus(along(mean, x, a)).times(along(scale, x, a)).plus(along(shift, x, a));
  }

  private static int parameters(String op, Expr x, int axis, Expr... parameters) {
    int a = Axes.of(op, x, axis).first();
    Shape features = Shape.of(x.shape().dim(a));
    for (Expr parameter : parameters) {
      if (parameter.shape().unify(features).isEmpty()) {
        throw Misuse.shape(
            op,
            "parameters must have the shape %s of axis %d, got %s"
                .formatted(features, a, parameter.shape()),
            List.of(x, parameter));
      }
    }
    return a;
  }

  /// A vector of features laid along an axis of `x`.
  private static Expr along(Expr vector, Expr x, int axis) {
    Shape shape = vector.shape();
    for (int i = axis + 1; i < x.rank(); i++) {
      shape = shape.insert(-1, Dim.of(1));
    }
    return Reshape.reshape(vector, shape);
  }
}
