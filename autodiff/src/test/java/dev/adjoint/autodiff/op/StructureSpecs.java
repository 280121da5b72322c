package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.index;
import static dev.adjoint.autodiff.op.OpSpec.mask;
import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.TRUTH_VALUES;
import static dev.adjoint.autodiff.op.OpSpecs.concat;
import static dev.adjoint.autodiff.op.OpSpecs.spec;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.OpSpec.Operand;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Values joined, cut, repeated and picked; triangles and diagonals of matrices.
final class StructureSpecs {
  private StructureSpecs() {}

  static void joints(List<OpSpec> specs) {
    int[][][] joined = {
      {{1}, {2}},
      {{3}, {0}, {5}},
      {{4}},
      {{0}, {0}},
      {{17}, {16}},
      {{1, 3}, {2, 3}},
      {{2, 0, 3}, {1, 0, 3}}
    };
    for (int[][] c : joined) {
      joined(specs, c, 0);
    }
    joined(specs, new int[][] {{2, 3}, {2, 4}}, 1);
    joined(specs, new int[][] {{0, 3}, {0, 2}}, -1);
    joined(specs, new int[][] {{2, 1, 3}, {2, 4, 3}, {2, 2, 3}}, 1);
    specs.add(
        spec(
                Concat.class,
                "concat of masks",
                List.of(mask(TRUTH_VALUES, 3), mask(TRUTH_VALUES, 2)),
                x -> Concat.concat(0, x.get(0), x.get(1)),
                x -> Tensor.of(1.0, 0, 0, 1, 0))
            .notSmooth());
    specs.add(
        spec(
                Concat.class,
                "concat of one value with itself",
                List.of(number(LINE, 3)),
                x -> Concat.concat(0, x.get(0), x.get(0)),
                x -> Naive.fill(new int[] {6}, i -> x.get(0).doubleAt(i[0] % 3)))
            .onIntegers());
    for (int[] shape : new int[][] {{}, {1}, {3}, {0}, {2, 3}}) {
      for (int axis = 0; axis <= shape.length; axis++) {
        int a = axis;
        specs.add(
            spec(
                    Concat.class,
                    "stack " + Arrays.toString(shape) + " at " + a,
                    List.of(number(LINE, shape), number(OpSpecs.OTHER, shape)),
                    x -> Concat.stack(a, x.get(0), x.get(1)),
                    x ->
                        Naive.fill(
                            Naive.insert(shape, a, 2),
                            i -> x.get(i[a]).doubleAt(Naive.without(i, a))))
                .onIntegers());
        specs.add(
            spec(
                    Reshape.class,
                    "unsqueeze " + Arrays.toString(shape) + " at " + a,
                    List.of(number(LINE, shape)),
                    x -> Reshape.unsqueeze(x.get(0), a),
                    x -> x.get(0).reshape(Shape.of(Naive.insert(shape, a, 1))))
                .onIntegers());
      }
    }
    specs.add(
        spec(
            Reshape.class,
            "squeeze",
            List.of(number(LINE, 1, 3, 1, 1)),
            x -> Reshape.squeeze(x.get(0), 0, -1),
            x -> x.get(0).reshape(Shape.of(3, 1))));
    int[] starts = {0, 1, 1, 4};
    int[] ends = {1, 1, 4, 6};
    for (int part = 0; part < starts.length; part++) {
      int k = part;
      specs.add(
          spec(
                  Slice.class,
                  "split, part " + k,
                  List.of(number(LINE, 2, 6)),
                  x -> Slice.split(x.get(0), 1, Dim.of(1), Dim.of(0), Dim.of(3), Dim.of(2)).get(k),
                  x ->
                      Naive.fill(
                          new int[] {2, ends[k] - starts[k]},
                          i -> x.get(0).doubleAt(i[0], i[1] + starts[k])))
              .onIntegers());
    }
    specs.add(
        spec(
                Slice.class,
                "split in equal parts",
                List.of(number(LINE, 6, 2)),
                x -> Slice.split(x.get(0), 0, 3).get(1),
                x -> Naive.fill(new int[] {2, 2}, i -> x.get(0).doubleAt(i[0] + 2, i[1])))
            .onIntegers());
    for (int[] shape : new int[][] {{1}, {3}, {0}, {2, 3}, {2, 0, 3}, {2, 1, 3}}) {
      for (int axis = 0; axis < shape.length; axis++) {
        for (int times = 0; times < 4; times++) {
          int a = axis;
          int k = times;
          int n = shape[a];
          String at = " %s along %d, %d times".formatted(Arrays.toString(shape), a, k);
          int[] sizes = Naive.with(shape, a, n * k);
          specs.add(
              spec(
                      Broadcast.class,
                      "repeat" + at,
                      List.of(number(LINE, shape)),
                      x -> Repeat.repeat(x.get(0), a, k),
                      x -> Naive.fill(sizes, i -> x.get(0).doubleAt(Naive.with(i, a, i[a] / k))))
                  .onIntegers());
          specs.add(
              spec(
                      Broadcast.class,
                      "tile" + at,
                      List.of(number(LINE, shape)),
                      x -> Repeat.tile(x.get(0), a, k),
                      x -> Naive.fill(sizes, i -> x.get(0).doubleAt(Naive.with(i, a, i[a] % n))))
                  .onIntegers());
        }
      }
    }
  }

  private static void joined(List<OpSpec> specs, int[][] shapes, int axis) {
    List<Operand> operands = new ArrayList<>();
    for (int k = 0; k < shapes.length; k++) {
      operands.add(number(k % 2 == 0 ? LINE : OpSpecs.OTHER, shapes[k]));
    }
    int a = axis < 0 ? axis + shapes[0].length : axis;
    int length = Arrays.stream(shapes).mapToInt(s -> s[a]).sum();
    specs.add(
        spec(
                Concat.class,
                "concat %s along %d".formatted(Arrays.deepToString(shapes), axis),
                operands,
                x -> Concat.concat(axis, x.toArray(Expr[]::new)),
                x ->
                    Naive.fill(
                        Naive.with(shapes[0], a, length),
                        i -> {
                          int k = 0;
                          int at = i[a];
                          while (at >= shapes[k][a]) {
                            at -= shapes[k++][a];
                          }
                          return x.get(k).doubleAt(Naive.with(i, a, at));
                        }))
            .onIntegers());
  }

  static void matrices(List<OpSpec> specs) {
    for (int[] shape : new int[][] {{3, 3}, {2, 5}, {5, 2}, {2, 3, 3}, {1, 1}, {0, 3}, {3, 0}}) {
      int r = shape.length;
      for (int diagonal : new int[] {-1, 0, 2, 9}) {
        String at = " %s, %d".formatted(Arrays.toString(shape), diagonal);
        specs.add(
            spec(
                    Where.class,
                    "tril" + at,
                    List.of(number(LINE, shape)),
                    x -> Triangle.tril(x.get(0), diagonal),
                    x ->
                        Naive.fill(
                            shape, i -> i[r - 1] - i[r - 2] <= diagonal ? x.get(0).doubleAt(i) : 0))
                .onIntegers());
        specs.add(
            spec(
                    Where.class,
                    "triu" + at,
                    List.of(number(LINE, shape)),
                    x -> Triangle.triu(x.get(0), diagonal),
                    x ->
                        Naive.fill(
                            shape, i -> i[r - 1] - i[r - 2] >= diagonal ? x.get(0).doubleAt(i) : 0))
                .onIntegers());
      }
    }
    specs.add(
        spec(
                Where.class,
                "tril of masks",
                List.of(mask(new double[] {1}, 2, 2)),
                x -> Triangle.tril(x.get(0)),
                x -> Tensor.of(Shape.of(2, 2), 1.0, 0, 1, 1))
            .notSmooth());
    for (int[] shape : new int[][] {{}, {2}, {0}, {2, 3}}) {
      for (int n : new int[] {0, 1, 2, 5}) {
        int[] rows = concat(shape, new int[] {n});
        int[] square = concat(rows, new int[] {n});
        int r = rows.length;
        String at = " " + Arrays.toString(square);
        specs.add(
            spec(
                    Gather.class,
                    "diagonal" + at,
                    List.of(number(LINE, square)),
                    x -> Diagonal.diagonal(x.get(0)),
                    x -> Naive.fill(rows, i -> x.get(0).doubleAt(Naive.insert(i, r, i[r - 1]))))
                .onIntegers());
        specs.add(
            spec(
                    Sum.class,
                    "trace" + at,
                    List.of(number(LINE, square)),
                    x -> Diagonal.trace(x.get(0)),
                    x ->
                        Naive.fill(
                            shape,
                            i -> Naive.sum(n, k -> x.get(0).doubleAt(concat(i, new int[] {k, k})))))
                .ulp(n)
                .scale(16)
                .onIntegers());
        specs.add(
            spec(
                    ScatterAdd.class,
                    "diagonalMatrix" + at,
                    List.of(number(LINE, rows)),
                    x -> Diagonal.diagonalMatrix(x.get(0)),
                    x ->
                        Naive.fill(
                            square,
                            i -> i[r] == i[r - 1] ? x.get(0).doubleAt(Arrays.copyOf(i, r)) : 0))
                .onIntegers());
      }
    }
  }

  static void picks(List<OpSpec> specs) {
    for (int[] labels : new int[][] {{}, {1}, {0}, {7}, {2, 3}}) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.BOOL}) {
        int r = labels.length;
        specs.add(
            spec(
                    OneHot.class,
                    "oneHot %s %s".formatted(Arrays.toString(labels), dtype),
                    List.of(index(new double[] {2, 0, 3, 1, 2}, labels)),
                    x -> OneHot.oneHot(x.get(0), 4, dtype),
                    x ->
                        Naive.fill(
                            concat(labels, new int[] {4}),
                            i -> x.get(0).doubleAt(Arrays.copyOf(i, r)) == i[r] ? 1 : 0))
                .notSmooth());
      }
    }
    int[] shape = {2, 3, 4};
    for (int axis = 0; axis < 3; axis++) {
      for (int[] indices : new int[][] {{}, {1}, {0}, {5}, {2, 3}}) {
        int a = axis;
        int r = indices.length;
        int[] head = Arrays.copyOf(shape, a);
        int[] tail = Arrays.copyOfRange(shape, a + 1, 3);
        specs.add(
            spec(
                    Gather.class,
                    "take along %d by %s".formatted(a, Arrays.toString(indices)),
                    List.of(number(LINE, shape), index(new double[] {1, 0, 0, 1, 1}, indices)),
                    x -> Gather.take(x.get(0), x.get(1), a - 3),
                    x ->
                        Naive.fill(
                            concat(concat(head, indices), tail),
                            i -> {
                              int[] at = IntStream.range(a, a + r).map(k -> i[k]).toArray();
                              int[] from = new int[3];
                              Arrays.setAll(
                                  from,
                                  k ->
                                      k < a
                                          ? i[k]
                                          : k > a ? i[k + r - 1] : (int) x.get(1).doubleAt(at));
                              return x.get(0).doubleAt(from);
                            }))
                .onIntegers());
      }
    }
  }
}
