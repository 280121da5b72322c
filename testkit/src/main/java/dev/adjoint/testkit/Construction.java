package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.op.Any;
import dev.adjoint.autodiff.op.ArgExtremum;
import dev.adjoint.autodiff.op.Argsort;
import dev.adjoint.autodiff.op.Bernoulli;
import dev.adjoint.autodiff.op.Cholesky;
import dev.adjoint.autodiff.op.Compare;
import dev.adjoint.autodiff.op.Cos;
import dev.adjoint.autodiff.op.Count;
import dev.adjoint.autodiff.op.CumulativeProduct;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Diagonal;
import dev.adjoint.autodiff.op.Erf;
import dev.adjoint.autodiff.op.ErfInv;
import dev.adjoint.autodiff.op.Erfc;
import dev.adjoint.autodiff.op.Expm1;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.op.Flip;
import dev.adjoint.autodiff.op.Gather;
import dev.adjoint.autodiff.op.Gelu;
import dev.adjoint.autodiff.op.Iota;
import dev.adjoint.autodiff.op.Key;
import dev.adjoint.autodiff.op.LGamma;
import dev.adjoint.autodiff.op.LinearRecurrence;
import dev.adjoint.autodiff.op.Log1p;
import dev.adjoint.autodiff.op.LogDeterminantSpd;
import dev.adjoint.autodiff.op.LogNormalCdf;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Logical;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.op.Normal;
import dev.adjoint.autodiff.op.Not;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.Prod;
import dev.adjoint.autodiff.op.ScatterAdd;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.Slice;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.op.Sort;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.TriangularSolve;
import dev.adjoint.autodiff.op.Uniform;
import dev.adjoint.autodiff.op.Where;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// One way to add a node, or a few, to a random graph. The simplest come first: shrinking prefers
/// them.
@SuppressWarnings("ImmutableEnumChecker") // lambdas without state
enum Construction {
  /// Nothing new: later choices that mean this node get its operand.
  NOTHING(Trait.SMOOTH, b -> Optional.of(b.x())),
  NEGATE(Trait.SMOOTH, b -> Optional.of(b.x().negate())),
  ADD(Trait.SMOOTH, b -> Optional.of(b.x().plus(b.y()))),
  MULTIPLY(Trait.SMOOTH, b -> Optional.of(b.x().times(b.y()))),
  SUBTRACT(Trait.SMOOTH, b -> Optional.of(b.x().minus(b.y()))),
  DIVIDE(Trait.SMOOTH, b -> Optional.of(b.x().dividedBy(b.y().square().plus(1)))),
  DIVIDE_BY_ANYTHING(Trait.SINGULAR, b -> Optional.of(b.x().dividedBy(b.y()))),
  SCALE(Trait.SMOOTH, b -> Optional.of(b.x().times(0.5 + b.parameter() * 0.25))),
  SQUARE(Trait.SMOOTH, b -> Optional.of(b.x().square())),
  SIN(Trait.SMOOTH, b -> Optional.of(Sin.sin(b.x()))),
  COS(Trait.SMOOTH, b -> Optional.of(Cos.cos(b.x()))),
  TANH(Trait.SMOOTH, b -> Optional.of(b.x().tanh())),
  SIGMOID(Trait.SMOOTH, b -> Optional.of(b.x().sigmoid())),
  SOFTPLUS(Trait.SMOOTH, b -> Optional.of(Softplus.softplus(b.x()))),
  ERF(Trait.SMOOTH, b -> Optional.of(Erf.erf(b.x()))),
  ERFC(Trait.SMOOTH, b -> Optional.of(Erfc.erfc(b.x()))),
  ERFINV_OF_TANH(Trait.SMOOTH, b -> Optional.of(ErfInv.erfinv(b.x().tanh().times(0.9)))),
  GELU(Trait.SMOOTH, b -> Optional.of(Gelu.gelu(b.x()))),
  LOG_NORMAL_CDF(Trait.SMOOTH, b -> Optional.of(LogNormalCdf.logNormalCdf(b.x()))),
  LGAMMA_OF_POSITIVE(Trait.SMOOTH, b -> Optional.of(LGamma.lgamma(b.x().square().plus(0.5)))),
  LGAMMA(Trait.SINGULAR, b -> Optional.of(LGamma.lgamma(b.x()))),
  EXP(Trait.SMOOTH, b -> Optional.of(b.x().exp())),
  EXPM1(Trait.SMOOTH, b -> Optional.of(Expm1.expm1(b.x()))),
  LOG_OF_POSITIVE(Trait.SMOOTH, b -> Optional.of(b.x().square().plus(0.5).log())),
  LOG(Trait.SINGULAR, b -> Optional.of(b.x().log())),
  LOG1P_OF_POSITIVE(Trait.SMOOTH, b -> Optional.of(Log1p.log1p(b.x().square()))),
  LOG1P(Trait.SINGULAR, b -> Optional.of(Log1p.log1p(b.x()))),
  SQRT_OF_POSITIVE(Trait.SMOOTH, b -> Optional.of(b.x().square().plus(0.25).sqrt())),
  SQRT(Trait.SINGULAR, b -> Optional.of(b.x().sqrt())),
  POWER(Trait.SMOOTH, b -> Optional.of(b.x().pow(b.parameter() % 5))),
  POWER_OF_POSITIVE(
      Trait.SMOOTH, b -> Optional.of(b.x().square().plus(0.5).pow(b.parameter() * 0.5 - 2))),
  NEGATIVE_POWER(Trait.SINGULAR, b -> Optional.of(b.x().pow(-1 - b.parameter() % 3))),
  ABS(Trait.KINKED, b -> Optional.of(b.x().abs())),
  RELU(Trait.KINKED, b -> Optional.of(b.x().relu())),
  MAXIMUM(Trait.KINKED, b -> Optional.of(Maximum.maximum(b.x(), b.y()))),
  MINIMUM(Trait.KINKED, b -> Optional.of(Maximum.minimum(b.x(), b.y()))),
  STOP_GRADIENT(Trait.STOPPING, b -> Optional.of(StopGradient.stopGradient(b.x()))),
  COUNT(Trait.SMOOTH, b -> Optional.of(Count.count(b.x(), allAxes(b.x())).plus(b.x()))),
  CAST_AND_BACK(
      Trait.SMOOTH, b -> Optional.of(b.x().cast(other(b.dtype())).sigmoid().cast(b.dtype()))),
  TRUNCATE(Trait.KINKED, b -> Optional.of(b.x().tanh().times(4).cast(DType.INT64))),
  INTEGERS(
      Trait.KINKED,
      b ->
          b.pick(n -> n.dtype() == DType.INT64)
              .map(n -> n.times(n).plus(Iota.iota(Shape.of(1), 0)).cast(b.dtype()).times(0.125))),
  LESS(Trait.KINKED, b -> Optional.of(Compare.less(b.x(), b.y()))),
  LESS_OR_EQUAL(Trait.KINKED, b -> Optional.of(Compare.lessOrEqual(b.x(), b.parameter() * 0.25))),
  EQUAL(Trait.KINKED, b -> Optional.of(Compare.equal(b.x(), b.y()))),
  NOT_EQUAL(Trait.KINKED, b -> Optional.of(Compare.notEqual(b.x(), b.parameter()))),
  NOT(Trait.KINKED, b -> Optional.of(Not.not(b.mask()))),
  AND(Trait.KINKED, b -> Optional.of(Logical.and(both(b), Compare.less(b.x(), b.y())))),
  OR(Trait.KINKED, b -> Optional.of(Logical.or(both(b), Compare.less(b.x(), b.y())))),
  ANY(Trait.KINKED, b -> Optional.of(Any.any(b.mask()))),
  WHERE(Trait.KINKED, b -> Optional.of(Where.where(both(b), b.x(), b.y()))),
  WHERE_ZERO(Trait.KINKED, b -> Optional.of(Where.where(b.mask(), b.x(), 0))),
  MASK_AS_NUMBER(Trait.KINKED, b -> Optional.of(b.mask().cast(b.dtype()).plus(b.x()))),
  TRANSPOSE(Trait.SMOOTH, b -> unless(b.x().rank() < 2, () -> b.x().transpose())),
  PERMUTE(Trait.SMOOTH, b -> unless(b.x().rank() < 2, () -> b.x().permute(rotation(b)))),
  RESHAPE(Trait.SMOOTH, b -> Optional.of(b.x().reshape(reshaped(b)))),
  BROADCAST(Trait.SMOOTH, b -> Optional.of(b.x().broadcast(b.x().shape().insert(0, Dim.of(2))))),
  BROADCAST_ONES(Trait.SMOOTH, Construction::broadcastOnes),
  SLICE(Trait.SMOOTH, b -> unless(!b.hasAxis(), () -> slice(b))),
  STRIDED_SLICE(Trait.SMOOTH, b -> unless(!b.hasAxis(), () -> strided(b))),
  FLIP(Trait.SMOOTH, b -> unless(b.x().rank() == 0, () -> Flip.flip(b.x(), b.axis()))),
  PAD(
      Trait.SMOOTH,
      b -> unless(b.x().rank() == 0, () -> Pad.pad(b.x(), b.axis(), b.parameter() % 2, 1))),
  GATHER(Trait.SMOOTH, b -> unless(!b.hasAxis(), () -> gather(b))),
  TAKE_ALONG(Trait.SMOOTH, b -> unless(!b.hasAxis(), () -> takeAlong(b))),
  SCATTER_ADD(Trait.SUMMING, b -> unless(!b.hasAxis(), () -> scatter(b))),
  SUM(Trait.SUMMING, b -> unless(b.x().rank() == 0, () -> b.x().sum(b.axis()))),
  SUM_ALL(Trait.SUMMING, b -> Optional.of(b.x().sum())),
  MEAN(Trait.SUMMING, b -> unless(!b.hasAxis(), () -> b.x().mean(b.axis()))),
  CUMULATIVE_SUM(
      Trait.SUMMING,
      b ->
          unless(
              b.x().rank() == 0,
              () -> new CumulativeSum(b.axis(), b.parameter() % 2 == 1).of(b.x()))),
  CUMULATIVE_PRODUCT(
      Trait.SUMMING,
      b ->
          unless(
              b.x().rank() == 0,
              () -> new CumulativeProduct(b.axis(), b.parameter() % 2 == 1).of(b.x()))),
  LINEAR_RECURRENCE(
      Trait.SUMMING,
      b ->
          unless(
              b.x().rank() == 0,
              () ->
                  new LinearRecurrence(b.axis(), b.parameter() % 2 == 1).of(b.x().tanh(), b.x()))),
  PROD(Trait.SUMMING, b -> unless(b.x().rank() == 0, () -> Prod.prod(b.x(), b.axis()))),
  SORT(
      Trait.KINKED,
      b -> unless(b.x().rank() == 0, () -> new Sort(b.axis(), b.parameter() % 2 == 1).of(b.x()))),
  TOP_K(
      Trait.KINKED,
      b ->
          unless(
              !b.hasAxis(),
              () ->
                  Sort.topK(b.x(), b.parameter() % (b.x().shape().size(b.axis()) + 1), b.axis()))),
  ARGSORT(
      Trait.KINKED,
      b ->
          unless(b.x().rank() == 0, () -> new Argsort(b.axis(), b.parameter() % 2 == 1).of(b.x()))),
  MAX(Trait.KINKED, b -> unless(!b.hasAxis(), () -> Extremum.max(b.x(), b.axis()))),
  MIN(Trait.KINKED, b -> unless(!b.hasAxis(), () -> Extremum.min(b.x(), b.axis()))),
  ARG_MAX(Trait.KINKED, b -> unless(!b.hasAxis(), () -> ArgExtremum.argMax(b.x(), b.axis()))),
  ARG_MIN(Trait.KINKED, b -> unless(!b.hasAxis(), () -> ArgExtremum.argMin(b.x(), b.axis()))),
  LOG_SUM_EXP(Trait.SUMMING, b -> unless(!b.hasAxis(), () -> LogSumExp.logSumExp(b.x(), b.axis()))),
  SOFTMAX(Trait.SUMMING, b -> unless(!b.hasAxis(), () -> Softmax.softmax(b.x(), b.axis()))),
  LOG_SOFTMAX(
      Trait.SUMMING, b -> unless(!b.hasAxis(), () -> LogSoftmax.logSoftmax(b.x(), b.axis()))),
  GRAM(Trait.SUMMING, b -> unless(b.x().rank() < 2, () -> b.x().matmul(b.x().transpose()))),
  MATMUL(Trait.SUMMING, Construction::matmul),
  CHOLESKY(Trait.SUMMING, b -> unless(b.x().rank() < 2, () -> Cholesky.cholesky(definite(b.x())))),
  LOG_DETERMINANT(
      Trait.SUMMING,
      b -> unless(b.x().rank() < 2, () -> LogDeterminantSpd.logDeterminantSpd(definite(b.x())))),
  TRIANGULAR_SOLVE(
      Trait.SUMMING,
      b ->
          unless(
              b.x().rank() < 2,
              () -> TriangularSolve.triangularSolve(form(b), definite(b.x()), b.x()))),
  UNIFORM(Trait.SMOOTH, b -> Optional.of(b.x().plus(Uniform.uniform(key(b), b.x().type())))),
  NORMAL(Trait.SMOOTH, b -> Optional.of(b.x().times(Normal.normal(key(b), b.x().type())))),
  DROPOUT(
      Trait.KINKED,
      b -> Optional.of(Where.where(Bernoulli.bernoulli(key(b), b.x().sigmoid()), b.x(), 0)));

  /// What a construction does to a graph.
  enum Trait {
    /// Analytic at every finite number, element by element or by moves.
    SMOOTH,
    /// Analytic at every finite number, and adds elements up.
    SUMMING,
    /// Has points without a derivative, or gives masks or integers.
    KINKED,
    /// Held constant by differentiation, so at odds with finite differences.
    STOPPING,
    /// Not defined everywhere.
    SINGULAR
  }

  private final Trait trait;
  private final Function<Bench, Optional<Expr>> build;

  Construction(Trait trait, Function<Bench, Optional<Expr>> build) {
    this.trait = trait;
    this.build = build;
  }

  /// The new node, if the bench offers operands that fit.
  Optional<Expr> build(Bench bench) {
    return build.apply(bench);
  }

  /// The constructions that have one of the traits.
  static List<Construction> of(Trait first, Trait... others) {
    Set<Trait> traits = EnumSet.of(first, others);
    return List.of(values()).stream().filter(c -> traits.contains(c.trait)).toList();
  }

  private static Optional<Expr> unless(boolean unfit, Supplier<Expr> construction) {
    return unfit ? Optional.empty() : Optional.of(construction.get());
  }

  /// A mask for both operands.
  private static Expr both(Bench b) {
    return b.mask(Shape.broadcast(b.x().shape(), b.y().shape()));
  }

  private static DType other(DType dtype) {
    return dtype == DType.FLOAT64 ? DType.FLOAT32 : DType.FLOAT64;
  }

  private static Set<Integer> allAxes(Expr x) {
    return new TreeSet<>(IntStream.range(0, x.rank()).boxed().toList());
  }

  private static int[] rotation(Bench b) {
    int rank = b.x().rank();
    return IntStream.range(0, rank).map(i -> (i + 1 + b.parameter()) % rank).toArray();
  }

  /// Flat, or with an axis of length 1, or with the first two axes merged.
  private static Shape reshaped(Bench b) {
    Shape shape = b.x().shape();
    return switch (b.parameter() % 3) {
      case 0 -> Shape.of((int) shape.size());
      case 1 -> shape.insert(b.parameter() % (shape.rank() + 1), Dim.of(1));
      default ->
          shape.rank() < 2
              ? shape.insert(0, Dim.of(1))
              : shape.without(Set.of(0)).with(0, shape.dim(0).times(shape.dim(1)));
    };
  }

  private static Optional<Expr> broadcastOnes(Bench b) {
    Shape shape = b.x().shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.size(axis) == 1) {
        shape = shape.with(axis, Dim.of(2 + b.parameter() % 2));
      }
    }
    return shape.equals(b.x().shape()) ? Optional.empty() : Optional.of(b.x().broadcast(shape));
  }

  private static Expr slice(Bench b) {
    int length = b.x().shape().size(b.axis());
    int from = b.parameter() % length;
    return Slice.slice(b.x(), b.axis(), from, length);
  }

  private static Expr strided(Bench b) {
    List<Dim> starts = new ArrayList<>();
    List<Dim> sizes = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    for (int axis = 0; axis < b.x().rank(); axis++) {
      int length = b.x().shape().size(axis);
      boolean strided = axis == b.axis() && length > 0;
      int start = strided ? b.parameter() % Math.min(2, length) : 0;
      starts.add(Dim.of(start));
      sizes.add(strided ? Dim.of((length - start + 1) / 2) : b.x().shape().dim(axis));
      steps.add(strided ? 2 : 1);
    }
    return new Slice(starts, sizes, steps).of(b.x());
  }

  /// Rows with repetition; the result is half as long again.
  private static Expr gather(Bench b) {
    int length = b.x().shape().size(0);
    return length == 0
        ? b.x()
        : Gather.gather(b.x(), b.indices(Shape.of(length + length / 2), length));
  }

  private static Expr takeAlong(Bench b) {
    Shape shape = b.x().shape();
    Shape picks = shape.with(b.axis(), Dim.of(1 + b.parameter() % 2));
    return Gather.takeAlong(b.x(), b.indices(picks, shape.size(b.axis())), b.axis());
  }

  private static Expr scatter(Bench b) {
    int length = b.x().shape().size(0);
    int target = 1 + b.parameter();
    return ScatterAdd.scatterAdd(b.x(), b.indices(Shape.of(length), target), Dim.of(target));
  }

  private static Optional<Expr> matmul(Bench b) {
    Expr x = b.x();
    if (x.rank() == 0) {
      return Optional.empty();
    }
    int inner = x.shape().size(x.rank() - 1);
    return b.pick(n -> n.dtype() == b.dtype() && fits(n, inner, x)).map(x::matmul);
  }

  private static boolean fits(Expr right, int inner, Expr left) {
    int rank = right.rank();
    return (rank == 1 && right.shape().size(0) == inner)
        || (rank == 2 && right.shape().size(0) == inner)
        || (rank == left.rank()
            && rank > 2
            && right.shape().size(rank - 2) == inner
            && IntStream.range(0, rank - 2)
                .allMatch(a -> right.shape().size(a) == left.shape().size(a)));
  }

  /// `x·xᵀ + I`: positive definite, and with no zero on the diagonal, whatever `x` is.
  private static Expr definite(Expr x) {
    Shape rows = Shape.of(x.shape().dim(x.rank() - 2));
    Expr ones = Constant.scalar(1, x.dtype()).broadcast(rows);
    return x.matmul(x.transpose()).plus(Diagonal.diagonalMatrix(ones));
  }

  private static TriangularForm form(Bench b) {
    return switch (b.parameter() % 4) {
      case 0 -> TriangularForm.LOWER;
      case 1 -> TriangularForm.LOWER_TRANSPOSED;
      case 2 -> TriangularForm.UPPER;
      default -> TriangularForm.UPPER_TRANSPOSED;
    };
  }

  private static Key key(Bench b) {
    return Key.of(b.parameter()).split("test").split(b.choice().second());
  }
}
