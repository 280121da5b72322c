package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.INF;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.NAN;
import static dev.adjoint.autodiff.op.OpSpecs.OTHER;
import static dev.adjoint.autodiff.op.OpSpecs.along;
import static dev.adjoint.autodiff.op.OpSpecs.folded;
import static dev.adjoint.autodiff.op.OpSpecs.spec;

import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Products over axes, of vectors, and by subscripts.
final class ProductSpecs {
  private static final double[] FACTORS = {0.7, -1.3, 1.1, 0.9, -0.6, 1.6, 0.45, -1.2, 1.9};
  private static final double[] ONE_ZERO = {0.7, -1.3, 0, 0.9, -0.6};
  private static final double[] TWO_ZEROS = {0.7, 0, -1.3, 0.9, 0};

  private ProductSpecs() {}

  static void products(List<OpSpec> specs) {
    for (int[] shape : new int[][] {{1}, {2}, {5}, {3, 4}, {2, 3, 5}, {33}, {3, 17}, {2, 0, 3}}) {
      for (double[] values : new double[][] {FACTORS, ONE_ZERO, TWO_ZEROS}) {
        for (int axis = 0; axis < shape.length; axis++) {
          int a = axis;
          String at =
              " of %s %s over %d".formatted(Arrays.toString(values), Arrays.toString(shape), a);
          specs.add(
              spec(
                      Prod.class,
                      "prod" + at,
                      List.of(number(values, shape)),
                      x -> Prod.prod(x.get(0), a),
                      x -> folded(x.get(0), a, ProductSpecs::product))
                  .ulp(shape[a])
                  .onIntegers());
        }
        String at = " of %s %s".formatted(Arrays.toString(values), Arrays.toString(shape));
        int last = shape.length - 1;
        specs.add(
            spec(
                    Prod.class,
                    "prod" + at,
                    List.of(number(values, shape)),
                    x -> Prod.prod(x.get(0)),
                    x -> Tensor.scalar(product(x.get(0).toDoubleArray())))
                .ulp(51)
                .onIntegers());
        specs.add(
            spec(
                    ProductOfOthers.class,
                    "productOfOthers" + at,
                    List.of(number(values, shape)),
                    x -> new ProductOfOthers().of(x.get(0)),
                    x -> along(x.get(0), last, ProductSpecs::others))
                .ulp(shape[last]));
      }
    }
    specs.add(
        spec(
                Prod.class,
                "prod over two of three axes",
                List.of(number(ONE_ZERO, 2, 3, 2)),
                x -> Prod.prod(x.get(0), 0, 2),
                x ->
                    Naive.fill(
                        new int[] {3},
                        i ->
                            product(
                                IntStream.range(0, 4)
                                    .mapToDouble(k -> x.get(0).doubleAt(k / 2, i[0], k % 2))
                                    .toArray())))
            .ulp(4)
            .onIntegers());
    for (double[] v : new double[][] {{NAN, 0}, {INF, 0}, {INF, -2}, {1e200, 1e200, 1e-300}}) {
      specs.add(
          spec(
                  Prod.class,
                  "prod of " + Arrays.toString(v),
                  List.of(number(v, v.length)),
                  x -> Prod.prod(x.get(0)),
                  x -> Tensor.scalar(product(x.get(0).toDoubleArray())))
              .ulp(1)
              .notSmooth());
    }
    int[][][] vectors = {
      {{3}, {3}}, {{1}, {1}}, {{0}, {0}}, {{2, 3}, {3}}, {{4, 1, 3}, {2, 3}}, {{33}, {33}}
    };
    for (int[][] c : vectors) {
      int n = c[0][c[0].length - 1];
      specs.add(
          spec(
                  MatMul.class,
                  "dot " + Arrays.deepToString(c),
                  List.of(number(LINE, c[0]), number(OTHER, c[1])),
                  x -> Dot.dot(x.get(0), x.get(1)),
                  x -> folded(OpSpecs.zip(x, (p, q) -> p * q), rank(c) - 1, OpSpecs::total))
              .ulp(n + 1)
              .scale(64)
              .onIntegers());
    }
    int[][][] pairs = {{{3}, {2}}, {{1}, {1}}, {{0}, {3}}, {{2, 3}, {4}}, {{2, 3}, {2, 4}}};
    for (int[][] c : pairs) {
      int[] left = Naive.insert(c[0], c[0].length, 1);
      int[] right = Naive.insert(c[1], c[1].length - 1, 1);
      specs.add(
          spec(
                  Multiply.class,
                  "outer " + Arrays.deepToString(c),
                  List.of(number(LINE, c[0]), number(OTHER, c[1])),
                  x -> Dot.outer(x.get(0), x.get(1)),
                  x ->
                      OpSpecs.zip(
                          List.of(
                              Tensor.of(Shape.of(left), x.get(0).toDoubleArray()),
                              Tensor.of(Shape.of(right), x.get(1).toDoubleArray())),
                          (p, q) -> p * q))
              .ulp(0.5)
              .onIntegers());
    }
  }

  private static int rank(int[][] shapes) {
    return Math.max(shapes[0].length, shapes[1].length);
  }

  private static double product(double[] v) {
    return Arrays.stream(v).reduce(1, (a, b) -> a * b);
  }

  private static double[] others(double[] v) {
    double[] y = new double[v.length];
    Arrays.setAll(
        y,
        i ->
            IntStream.range(0, v.length)
                .filter(j -> j != i)
                .mapToDouble(j -> v[j])
                .reduce(1, (a, b) -> a * b));
    return y;
  }

  static void einsums(List<OpSpec> specs) {
    Map<Character, Integer> sizes = new HashMap<>(Map.of('b', 2, 'i', 3, 'j', 4, 'k', 5, 'z', 0));
    sizes.put('u', 1);
    for (String subscripts :
        List.of(
            "ij,jk->ik",
            "ij,jk->ki",
            "ji,kj->ik",
            "bij,bjk->bik",
            "bij,bjk->kbi",
            "ibj,jbk->bki",
            "i,i->",
            "i,j->ij",
            "i,j->ji",
            "i,j->",
            "ij,ij->ij",
            "ij,ij->i",
            "ij,ji->j",
            "ij,i->ij",
            "ijk,->kj",
            ",->",
            ",i->i",
            "bij,k->bk",
            "bij,bik->jk",
            "ij,kj->k",
            "iz,zk->ik",
            "zi,ij->zj",
            "iu,uj->ij",
            "bi, bj -> ijb")) {
      String[] parts = subscripts.replace(" ", "").split(",|->", -1);
      specs.add(
          spec(
                  Einsum.class,
                  "einsum " + subscripts,
                  List.of(
                      number(LINE, sizes(parts[0], sizes)), number(OTHER, sizes(parts[1], sizes))),
                  x -> Einsum.einsum(subscripts, x.get(0), x.get(1)),
                  x -> byLoops(parts, sizes, x))
              .ulp(60)
              .scale(64)
              .onIntegers());
    }
  }

  private static int[] sizes(String letters, Map<Character, Integer> sizes) {
    return letters.chars().map(c -> sizes.get((char) c)).toArray();
  }

  /// One loop for each letter.
  private static Tensor byLoops(String[] parts, Map<Character, Integer> sizes, List<Tensor> x) {
    String summed =
        (parts[0] + parts[1])
            .chars()
            .filter(c -> parts[2].indexOf(c) < 0)
            .distinct()
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return Naive.fill(
        sizes(parts[2], sizes),
        outer -> {
          double[] sum = {0};
          Naive.fill(
              sizes(summed, sizes),
              inner -> {
                String letters = parts[2] + summed;
                int[] at = OpSpecs.concat(outer, inner);
                int[] left = parts[0].chars().map(c -> at[letters.indexOf(c)]).toArray();
                int[] right = parts[1].chars().map(c -> at[letters.indexOf(c)]).toArray();
                sum[0] += x.get(0).doubleAt(left) * x.get(1).doubleAt(right);
                return 0;
              });
          return sum[0];
        });
  }
}
