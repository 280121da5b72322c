package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.INF;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.NAN;
import static dev.adjoint.autodiff.op.OpSpecs.OTHER;
import static dev.adjoint.autodiff.op.OpSpecs.concat;
import static dev.adjoint.autodiff.op.OpSpecs.spec;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.TriangularForm;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;

/// Cholesky factors, log-determinants and triangular systems. The truth comes from determinants: of
/// minors for the factor, by Cramer's rule for the systems.
final class TriangularSpecs {
  private static final BigDecimal HALF = new BigDecimal("0.5");

  private TriangularSpecs() {}

  static void factors(List<OpSpec> specs) {
    int[][] batches = {{}, {1}, {0}, {3}, {2, 1}};
    for (int[] batch : batches) {
      for (int n : batch.length == 0 ? new int[] {0, 1, 2, 3, 5} : new int[] {0, 1, 2, 3}) {
        int[] shape = concat(batch, new int[] {n, n});
        String at = " " + Arrays.toString(shape);
        specs.add(
            spec(
                    Cholesky.class,
                    "cholesky" + at,
                    List.of(number(definite(shape), shape)),
                    x -> Cholesky.cholesky(x.getFirst()),
                    x -> Naive.fill(shape, i -> factor(x.getFirst(), i)))
                .ulp(2 * n + 2)
                .scale(4));
        specs.add(
            spec(
                    LogDeterminantSpd.class,
                    "logDeterminantSpd" + at,
                    List.of(number(definite(shape), shape)),
                    x -> LogDeterminantSpd.logDeterminantSpd(x.getFirst()),
                    x -> Naive.fill(batch, i -> logDeterminant(x.getFirst(), n, i)))
                .ulp(4 * n + 2)
                .scale(4));
      }
    }
    strange(specs, "negative", new double[] {-1}, NAN);
    strange(specs, "zero", new double[] {0}, NAN);
    strange(specs, "minus zero", new double[] {-0.0}, NAN);
    strange(specs, "infinite", new double[] {INF}, INF);
    strange(specs, "NaN", new double[] {NAN}, NAN);
    strange(specs, "zeros", new double[4], NAN, 0, NAN, NAN);
    strange(specs, "semidefinite", new double[] {1, 2, 2, 4}, NAN, 0, NAN, NAN);
    strange(specs, "indefinite", new double[] {1, 2, 2, 1}, NAN, 0, NAN, NAN);
    strange(specs, "NaN above", new double[] {1, NAN, 0, 1}, NAN, 0, NAN, NAN);
    strange(specs, "NaN below", new double[] {1, 0, NAN, 1}, NAN, 0, NAN, NAN);
    strange(specs, "NaN last", new double[] {1, 0, 0, NAN}, NAN, 0, NAN, NAN);
    strange(specs, "infinite covariance", new double[] {1, INF, INF, 1}, NAN, 0, NAN, NAN);
    strange(specs, "infinite variance", new double[] {INF, 1, 1, 4}, INF, 0, 0, 2);
    strange(specs, "no symmetry", new double[] {4, -1, 5, 10}, 2, 0, 1, 3);
    double[] large = {3e38, 2e38, 2e38, 3e38};
    strange(
        specs,
        "large",
        large,
        1.7320508075688772e19,
        0,
        1.1547005383792515e19,
        1.2909944487358056e19);
    strange(
        specs,
        "one of two",
        new double[] {4, 2, 2, 10, 1, 9, 9, 1},
        new int[] {2, 2, 2},
        2,
        0,
        1,
        3,
        NAN,
        0,
        NAN,
        NAN);
  }

  private static void strange(List<OpSpec> specs, String name, double[] a, double... l) {
    int n = a.length == 1 ? 1 : 2;
    strange(specs, name, a, new int[] {n, n}, l);
  }

  private static void strange(
      List<OpSpec> specs, String name, double[] a, int[] shape, double... l) {
    specs.add(
        spec(
                Cholesky.class,
                "cholesky of " + name,
                List.of(number(a, shape)),
                x -> Cholesky.cholesky(x.getFirst()),
                x -> Tensor.of(Shape.of(shape), l))
            .ulp(1)
            .notSmooth());
  }

  static void systems(List<OpSpec> specs) {
    int[][] batches = {{}, {0}, {3}, {2, 1}};
    for (TriangularForm form : TriangularForm.values()) {
      for (int[] batch : batches) {
        for (int[] size : new int[][] {{1, 1}, {2, 0}, {0, 2}, {2, 1}, {3, 2}, {5, 3}}) {
          if (batch.length == 0 || size[0] < 3) {
            int[] matrix = concat(batch, new int[] {size[0], size[0]});
            int[] sides = concat(batch, size);
            system(specs, form, matrix, sides, (t, c) -> solve(form, t, c));
          }
        }
      }
      system(specs, form, new int[] {3, 3}, new int[] {3}, (t, c) -> solve(form, t, c));
      system(specs, form, new int[] {2, 3, 3}, new int[] {3}, (t, c) -> solve(form, t, c));
      system(specs, form, new int[] {2, 3, 3}, new int[] {3, 2}, (t, c) -> solve(form, t, c));
      system(specs, form, new int[] {3, 3}, new int[] {2, 3, 1}, (t, c) -> solve(form, t, c));
      system(
          specs,
          form,
          new int[] {2, 3, 3},
          new int[] {2, 2, 3},
          (t, c) -> solve(form, Flip.flip(t, 0), c.transpose()));
    }
    double nan = NAN;
    double[] dirty = {2, nan, 4, 8};
    specs.add(
        spec(
                TriangularSolve.class,
                "the other triangle is not read",
                List.of(number(dirty, 2, 2), number(new double[] {2, 12}, 2)),
                x -> solve(TriangularForm.LOWER, x.get(0), x.get(1)),
                x -> Tensor.of(1.0, 1))
            .notSmooth());
    specs.add(
        spec(
                TriangularSolve.class,
                "zeros on the diagonal",
                List.of(
                    number(new double[] {0, 9, 0, 2}, 2, 2),
                    number(new double[] {1, 0, -1, 3, 6, 3}, 2, 3)),
                x -> solve(TriangularForm.LOWER, x.get(0), x.get(1)),
                x -> Tensor.of(Shape.of(2, 3), INF, nan, -INF, nan, nan, nan))
            .notSmooth());
    for (int[][] shapes : new int[][][] {{{3, 3}, {3}}, {{2, 3, 3}, {3}}, {{2, 2}, {3, 2, 1}}}) {
      int n = shapes[0][shapes[0].length - 1];
      specs.add(
          spec(
                  TriangularSolve.class,
                  "choleskySolve " + Arrays.deepToString(shapes),
                  List.of(number(definite(shapes[0]), shapes[0]), number(OTHER, shapes[1])),
                  x -> TriangularSolve.choleskySolve(Cholesky.cholesky(x.get(0)), x.get(1)),
                  x -> solution(x.get(1), shapes, (i, r, q) -> symmetric(x.get(0), i, r, q)))
              .ulp(16 * n)
              .scale(4));
    }
  }

  private static Expr solve(TriangularForm form, Expr t, Expr c) {
    return TriangularSolve.triangularSolve(form, t, c);
  }

  /// The same view of both operands goes to the op and to the truth.
  private static void system(
      List<OpSpec> specs,
      TriangularForm form,
      int[] matrix,
      int[] sides,
      BinaryOperator<Expr> build) {
    boolean viewed = sides.length == 3 && sides[2] == 3 && sides[1] == 2;
    int[][] shapes = {matrix, viewed ? new int[] {2, 3, 2} : sides};
    specs.add(
        spec(
                TriangularSolve.class,
                "%s %s%s".formatted(form, Arrays.deepToString(shapes), viewed ? " of views" : ""),
                List.of(number(triangles(matrix), matrix), number(OTHER, sides)),
                x -> build.apply(x.get(0), x.get(1)),
                x -> {
                  Tensor t = viewed ? flipped(x.get(0)) : x.get(0);
                  Tensor c = viewed ? transposed(x.get(1)) : x.get(1);
                  return solution(c, shapes, (i, r, q) -> element(form, t, i, r, q));
                })
            .ulp(8 * matrix[matrix.length - 1] + 1)
            .scale(8));
  }

  private static Tensor flipped(Tensor x) {
    int n = x.shape().size(0);
    return Naive.fill(x.shape().sizes(), i -> x.doubleAt(Naive.with(i, 0, n - 1 - i[0])));
  }

  private static Tensor transposed(Tensor x) {
    return Naive.fill(new int[] {2, 3, 2}, i -> x.doubleAt(i[0], i[2], i[1]));
  }

  /// Diagonally dominant enough for the minors to be positive, and not symmetric.
  private static double[] definite(int[] shape) {
    return diagonal(shape, 0.11, 2.5, 1);
  }

  /// With diagonals of both signs, all elements different from zero.
  private static double[] triangles(int[] shape) {
    return diagonal(shape, 0.2, 1.5, -1);
  }

  private static double[] diagonal(int[] shape, double scale, double size, int sign) {
    int r = shape.length;
    return Naive.fill(
            shape,
            i -> {
              int row = i[r - 2];
              int column = i[r - 1];
              int seed = Arrays.hashCode(i);
              double noise = scale * LINE[Math.floorMod(seed, LINE.length)];
              double diagonal = row % 2 == 0 ? size : sign * size;
              return row == column ? diagonal + Math.abs(noise) * Math.signum(diagonal) : noise;
            })
        .toDoubleArray();
  }

  /// An element of one matrix of a batch, in exact decimals.
  private interface Matrix {
    BigDecimal at(int[] batch, int row, int column);
  }

  private static BigDecimal exact(Tensor x, int[] batch, int row, int column) {
    return new BigDecimal(Naive.get(x, concat(batch, new int[] {row, column})));
  }

  private static BigDecimal symmetric(Tensor a, int[] batch, int row, int column) {
    return exact(a, batch, row, column).add(exact(a, batch, column, row)).multiply(HALF);
  }

  private static BigDecimal element(
      TriangularForm form, Tensor t, int[] batch, int row, int column) {
    int r = form.isTransposed() ? column : row;
    int c = form.isTransposed() ? row : column;
    return r == c || r > c == form.isLower() ? exact(t, batch, r, c) : BigDecimal.ZERO;
  }

  /// `lᵢⱼ = |A[0…j−1, i; 0…j]| / √(|A[0…j]|·|A[0…j−1]|)`.
  private static double factor(Tensor a, int[] index) {
    int r = index.length;
    int[] batch = Arrays.copyOf(index, r - 2);
    int i = index[r - 2];
    int j = index[r - 1];
    if (j > i) {
      return 0;
    }
    BigDecimal minor = Determinant.of(j + 1, (p, q) -> symmetric(a, batch, p == j ? i : p, q));
    BigDecimal squared = leading(a, batch, j + 1).multiply(leading(a, batch, j));
    return minor.divide(squared.sqrt(Determinant.DIGITS), Determinant.DIGITS).doubleValue();
  }

  private static BigDecimal leading(Tensor a, int[] batch, int n) {
    return Determinant.of(n, (p, q) -> symmetric(a, batch, p, q));
  }

  private static double logDeterminant(Tensor a, int n, int[] batch) {
    return StrictMath.log(leading(a, batch, n).doubleValue());
  }

  /// Cramer's rule, for all columns of a matrix or for a vector; leading axes broadcast.
  private static Tensor solution(Tensor c, int[][] shapes, Matrix t) {
    boolean vector = shapes[1].length == 1;
    int n = shapes[0][shapes[0].length - 1];
    int[] sides = vector ? new int[] {n, 1} : shapes[1];
    Tensor columns = vector ? c.reshape(Shape.of(sides)) : c;
    int[] head = Arrays.copyOf(shapes[0], shapes[0].length - 2);
    int[] batch = Naive.common(head, Arrays.copyOf(sides, sides.length - 2));
    int r = batch.length;
    int[] full = concat(concat(batch, new int[] {n}), vector ? new int[0] : tail(sides));
    return Naive.fill(
        full,
        i -> {
          int[] b = Arrays.copyOf(i, r);
          int column = vector ? 0 : i[r + 1];
          BigDecimal replaced =
              Determinant.of(n, (p, q) -> q == i[r] ? exact(columns, b, p, column) : t.at(b, p, q));
          BigDecimal whole = Determinant.of(n, (p, q) -> t.at(b, p, q));
          return replaced.divide(whole, Determinant.DIGITS).doubleValue();
        });
  }

  private static int[] tail(int[] sizes) {
    return Arrays.copyOfRange(sizes, sizes.length - 1, sizes.length);
  }
}
